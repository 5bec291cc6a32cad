// A map with its backdrop, ready for layers of somebody's own; follows theme and language, ends with the component.
import 'ol/ol.css'
import { onBeforeUnmount, watch } from 'vue'
import { ScaleLine, defaults as controls } from 'ol/control'
import { isEmpty, type Extent } from 'ol/extent'
import type BaseLayer from 'ol/layer/Base'
import OlMap from 'ol/Map'
import { fromLonLat } from 'ol/proj'
import View from 'ol/View'
import { locale } from '../i18n'
import { dark } from '../theme'
import { backdrop, graticule } from './backdrop'

export interface Ground { center: [number, number]; zoom: number; lines: string; boundary: string }

export function baseMap(target: HTMLElement, ground: Ground, layers: BaseLayer[]) {
  const under = backdrop(ground.lines, ground.boundary)
  let grid = graticule()
  const map = new OlMap({
    target,
    controls: controls({ zoom: false, rotate: false, attribution: false }).extend([new ScaleLine({ minWidth: 70 })]),
    layers: [grid, ...under.layers, ...layers],
    view: new View({ center: fromLonLat(ground.center), zoom: ground.zoom, minZoom: 5, maxZoom: 20, enableRotation: false }),
  })
  watch([dark, locale], () => {
    // The canvas does not follow the style sheet by itself.
    map.removeLayer(grid)
    grid = graticule()
    map.getLayers().insertAt(0, grid)
    under.redraw()
    layers.forEach((layer) => layer.changed())
  })
  onBeforeUnmount(() => map.setTarget(undefined))
  return map
}
export function zoomBy(map: OlMap | null, step: number): void {
  const view = map?.getView()
  view?.animate({ zoom: (view.getZoom() ?? 9) + step, duration: 150 })
}
/// Brings an extent into sight; the ground's own view when it is empty.
export function fitTo(map: OlMap | null, extent: Extent, ground: Ground, nearest = 15, duration = 0): void {
  const view = map?.getView()
  if (!view) return
  if (isEmpty(extent)) view.animate({ center: fromLonLat(ground.center), zoom: ground.zoom, duration })
  else view.fit(extent, { padding: [44, 44, 34, 34], maxZoom: nearest, duration })
}
