// Marks on the map, drawn once per look and reused: 500 points share a few dozen pictures.
import { Circle, Fill, RegularShape, Stroke, Style, Text } from 'ol/style'

export type Shape = 'circle' | 'up' | 'down' | 'square' | 'diamond' | 'pentagon'
export interface MapMark {
  id: number
  longitude: number
  latitude: number
  shape: Shape
  letter: string // inside the shape
  fill: string
  ink: string
  edge: string
  alert: string // a sign at the corner, '' = none
  big: boolean
  dashed: boolean
  title: string
  label: string // beside the mark when near, '' = none
  order: number // higher is drawn later
}

const kept = new Map<string, Style[]>()

function body(mark: MapMark, selected: boolean): Circle | RegularShape {
  const fill = new Fill({ color: mark.fill })
  const stroke = new Stroke({ color: selected ? '#0ea5e9' : mark.edge, width: selected ? 3 : 1.4, lineDash: mark.dashed ? [3, 2] : undefined })
  const radius = mark.big ? 13 : 9
  switch (mark.shape) {
    case 'circle': return new Circle({ radius, fill, stroke })
    case 'up': return new RegularShape({ points: 3, radius: radius * 1.35, fill, stroke })
    case 'down': return new RegularShape({ points: 3, radius: radius * 1.35, angle: Math.PI, fill, stroke })
    case 'square': return new RegularShape({ points: 4, radius: radius * 1.2, angle: Math.PI / 4, fill, stroke })
    case 'diamond': return new RegularShape({ points: 4, radius: radius * 1.25, fill, stroke })
    case 'pentagon': return new RegularShape({ points: 5, radius: radius * 1.2, fill, stroke })
  }
}

export function styleOf(mark: MapMark, selected: boolean): Style[] {
  const key = [mark.shape, mark.letter, mark.fill, mark.ink, mark.edge, mark.alert, mark.big, mark.dashed, mark.order, selected].join('|')
  const found = kept.get(key)
  if (found) return found
  if (kept.size > 2000) kept.clear()
  const offsetY = mark.shape === 'up' ? 2.5 : mark.shape === 'down' ? -2 : 0.5
  const styles = [
    new Style({
      image: body(mark, selected),
      zIndex: mark.order + (selected ? 1000 : 0),
      text: new Text({ text: mark.letter, font: `600 ${mark.big ? 11 : 10}px sans-serif`, fill: new Fill({ color: mark.ink }), offsetY }),
    }),
  ]
  if (mark.alert) {
    styles.push(
      new Style({
        image: new Circle({ radius: 5.5, displacement: [9, 9], fill: new Fill({ color: mark.edge }), stroke: new Stroke({ color: '#fff', width: 1 }) }),
        text: new Text({ text: mark.alert, font: '700 9px sans-serif', fill: new Fill({ color: '#fff' }), offsetX: 9, offsetY: -8.5 }),
        zIndex: mark.order + 1,
      }),
    )
  }
  kept.set(key, styles)
  return styles
}
