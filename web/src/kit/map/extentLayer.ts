// How far the marks reach, drawn under them while a bureau has given no boundary of its own.
import Feature from 'ol/Feature'
import Polygon from 'ol/geom/Polygon'
import VectorLayer from 'ol/layer/Vector'
import VectorSource from 'ol/source/Vector'
import { Fill, Stroke, Style } from 'ol/style'
import { colour } from '../theme'
import { outline, type Place } from './extent'

export const extent_margin = 3200 // metres of the Mercator plane, some 2.5 km on the ground at 40°

const style = (): Style => new Style({ fill: new Fill({ color: colour('extent') }), stroke: new Stroke({ color: colour('extent-line'), width: 1.4, lineDash: [8, 5] }) })

export function extentLayer() {
  const source = new VectorSource<Feature<Polygon>>()
  const layer = new VectorLayer({ source, style })
  function around(places: Place[]): void {
    const ring = outline(places, extent_margin)
    source.clear()
    if (ring.length) source.addFeature(new Feature(new Polygon([ring])))
  }
  return { layer, around }
}
