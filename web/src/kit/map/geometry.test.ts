import { describe, expect, it } from 'vitest'
import { fromGauss, inside, meridianOf, plausible, systemName } from './datum'
import { boxAround, cornersOf, distance_m, middle, positions, readCorners, shapeOf } from './geometry'

describe('a geometry', () => {
  it('is made of typed corners and gives them back', () => {
    const ring = shapeOf('polygon', [[113, 40], [113.1, 40], [113.1, 40.1]])
    expect(ring).toEqual({ type: 'Polygon', coordinates: [[[113, 40], [113.1, 40], [113.1, 40.1], [113, 40]]] })
    expect(cornersOf(ring)).toEqual([[113, 40], [113.1, 40], [113.1, 40.1]])
    expect(shapeOf('polygon', [[113, 40], [113.1, 40]])).toBeNull()
    expect(cornersOf({ type: 'MultiPolygon', coordinates: [] })).toBeNull()
  })
  it('is read from decimals and from degrees, minutes, seconds', () => {
    expect(readCorners('113.6, 40.04\n113.7 40.05').corners).toEqual([[113.6, 40.04], [113.7, 40.05]])
    expect(readCorners('113°36′36″E 40°2′24″N').corners[0]?.map((x) => x.toFixed(4))).toEqual(['113.6100', '40.0400'])
    expect(readCorners('113.6, 40.04\nhere')).toEqual({ corners: [[113.6, 40.04]], wrong: 2 })
  })
  it('knows its corners, its middle and what lies around', () => {
    const line = { type: 'MultiLineString', coordinates: [[[113, 40], [113.2, 40.2]], [[113.4, 40], [113.1, 40]]] }
    expect(positions(line)).toHaveLength(4)
    expect(middle(line)?.map((x) => x.toFixed(2))).toEqual(['113.20', '40.10'])
    expect(middle(null)).toBeNull()
    const [west = 0, south = 0, east = 0, north = 0] = boxAround([113, 40], 1000).split(',').map(Number)
    expect(distance_m([113, 40], [113, north])).toBeGreaterThan(990)
    expect(distance_m([west, 40], [east, 40])).toBeLessThan(2010)
    expect(south).toBeLessThan(40)
  })
})
describe('a datum', () => {
  it('of maps for drivers is moved back by some hundred metres', () => {
    const gcj = inside([113.6, 40.04], 'GCJ-02')
    expect(distance_m([113.6, 40.04], gcj)).toBeGreaterThan(300)
    expect(distance_m([113.6, 40.04], gcj)).toBeLessThan(900)
    expect(distance_m([113.6, 40.04], inside([113.6, 40.04], 'BD-09'))).toBeGreaterThan(distance_m([113.6, 40.04], gcj))
    expect(inside([113.6, 40.04], 'WGS84')).toEqual([113.6, 40.04])
  })
  it('of surveyors’ planes gives degrees', () => {
    // On the meridian, 4 429 529.03 m from the equator is 40° N on GRS 80.
    expect(fromGauss([500_000, 4_429_529.03], 114)[1]).toBeCloseTo(40, 6)
    const at = fromGauss([38_465_000, 4_432_000], 114)
    expect(at[0]).toBeCloseTo(fromGauss([465_000, 4_432_000], 114)[0], 12)
    expect(at[0]).toBeLessThan(114)
    expect(meridianOf(113.6)).toBe(114)
  })
  it('is declared as the server reads it, and its slips are seen', () => {
    expect(systemName('gauss:114', [[38_465_000, 4_432_000]])).toBe('3度带 38带')
    expect(systemName('gauss:114', [[465_000, 4_432_000]])).toBe('3度带 114E')
    expect(plausible([113.6, 40], 'gauss:114')).toBe(false)
    expect(plausible([465_000, 4_432_000], 'CGCS2000')).toBe(false)
  })
})
