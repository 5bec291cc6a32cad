// What lies under the marks of every map here: lines from a file, a graticule, a boundary. No tile server is asked.
import GeoJSON from 'ol/format/GeoJSON'
import Graticule from 'ol/layer/Graticule'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import { Fill, Stroke, Style, Text } from 'ol/style'
import { named } from '../i18n'
import { colour } from '../theme'

export function lineStyle(feature: { get: (key: string) => unknown }): Style {
  const name = named(String(feature.get('name') ?? ''), String(feature.get('name_en') ?? ''))
  return new Style({
    stroke: new Stroke({ color: colour('river'), width: 2.2 }),
    text: new Text({ text: name, placement: 'line', font: 'italic 12px sans-serif', fill: new Fill({ color: colour('river-text') }), stroke: new Stroke({ color: colour('map'), width: 3 }), repeat: 400, textBaseline: 'bottom', offsetY: -3 }),
  })
}
export function boundaryStyle(): Style {
  return new Style({ stroke: new Stroke({ color: colour('muted'), width: 1.2, lineDash: [6, 4] }) })
}
const degrees = (angle: number): string => String(Number(angle.toFixed(4)))
export function graticule(): Graticule {
  return new Graticule({
    strokeStyle: new Stroke({ color: colour('graticule'), width: 1 }), showLabels: true, wrapX: false, targetSize: 140, intervals: [2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01], lonLabelPosition: 0, latLabelPosition: 0,
    lonLabelStyle: new Text({ font: '10px sans-serif', fill: new Fill({ color: colour('muted') }), textBaseline: 'bottom', offsetY: -22 }),
    latLabelStyle: new Text({ font: '10px sans-serif', fill: new Fill({ color: colour('muted') }), textAlign: 'start', offsetX: 4, textBaseline: 'bottom' }),
    lonLabelFormatter: (lon) => `${degrees(lon)}°E`, latLabelFormatter: (lat) => `${degrees(lat)}°N`,
  })
}
export async function fill(source: VectorSource, address: string): Promise<void> {
  const response = await fetch(address)
  if (response.ok) source.addFeatures(new GeoJSON().readFeatures(await response.json(), { featureProjection: 'EPSG:3857' }))
}

/// Graticule, boundary and lines as layers, lowest first; `redraw` after the theme or the language has changed.
export function backdrop(lines: string, boundary: string) {
  const rivers = new VectorSource()
  const borders = new VectorSource()
  const layers = [new VectorLayer({ source: borders, style: boundaryStyle }), new VectorLayer({ source: rivers, style: lineStyle, declutter: false })]
  void fill(rivers, lines).catch(() => undefined)
  void fill(borders, boundary).catch(() => undefined)
  return { layers, redraw: () => layers.forEach((layer) => layer.changed()) }
}
