import { describe, expect, it } from 'vitest'
import { chosen, countBy, hasPlace, isShown, markOf, marksOf, shortName, toggled, wrongNow, type MapPoint } from './mapMarks'

const point = (given: Partial<MapPoint>): MapPoint => ({
  id: 1, code: 'YZ-W-01', name: '云州污水处理厂总排口', name_en: 'Yunzhou WWTP', kind: 'water_outlet', facility: '云州污水处理厂', longitude: 113.6, latitude: 40.02, origin: 'simulated', state: 'normal', last_at: null, alarms_open: 0, ...given,
})
const all = { kind: '', state: '', q: '' }

describe('the filters of the map', () => {
  it('show everything when nothing is chosen', () => expect(isShown(point({}), all)).toBe(true))
  it('put a kind in and take it out again', () => {
    expect(toggled('', 'gas_outlet')).toBe('gas_outlet')
    expect(toggled('gas_outlet,other', 'gas_outlet')).toBe('other')
    expect(chosen('gas_outlet,other', 'gas')).toBe(false)
  })
  it('ask for kind, state and every word at once', () => {
    expect(isShown(point({}), { ...all, kind: 'water_outlet,gas_outlet', state: 'normal', q: '云州 yz-w' })).toBe(true)
    expect(isShown(point({}), { ...all, q: '云州 热电' })).toBe(false)
    expect(isShown(point({}), { ...all, state: 'exceeded' })).toBe(false)
  })
})

describe('marks', () => {
  it('leave out a point without a place', () => {
    expect(hasPlace(point({ longitude: 0, latitude: 0 }))).toBe(false)
    expect(marksOf([point({ longitude: 0, latitude: 0 }), point({ id: 2 })], all).map((m) => m.id)).toEqual([2])
  })
  it('carry the AQI of a working air station, but not an old one', () => {
    expect(markOf(point({ kind: 'air_station', aqi: 87, level: 2 }), false)).toMatchObject({ letter: '87', fill: '#ffff00', big: true })
    expect(markOf(point({ kind: 'air_station', aqi: 87, level: 2, state: 'archive' }), false)).toMatchObject({ letter: '空', dashed: true })
  })
  it('draw the worst on top', () => {
    expect(markOf(point({ state: 'exceeded' }), false).order).toBeGreaterThan(markOf(point({ kind: 'air_station' }), false).order)
  })
  it('name points only when there are few', () => {
    const many = Array.from({ length: 100 }, (_, i) => point({ id: i + 1 }))
    expect(marksOf(many, all).every((m) => m.label === '')).toBe(true)
    expect(marksOf([point({ name: '砖瓦窑烟气（虚构）' })], all)[0]?.label).toBe('砖瓦窑烟气')
    expect(shortName('Dairy outlet (invented)')).toBe('Dairy outlet')
  })
})

describe('what is wrong now', () => {
  it('is listed worst first and leaves out what rests', () => {
    const list = [point({ id: 1, state: 'offline' }), point({ id: 2, state: 'stopped' }), point({ id: 3, state: 'alarm', alarms_open: 1 }), point({ id: 4, state: 'alarm', alarms_open: 3 }), point({ id: 5, state: 'exceeded' })]
    expect(wrongNow(list).map((p) => p.id)).toEqual([5, 4, 3, 1])
  })
  it('is counted by state', () => expect(countBy([point({}), point({}), point({ state: 'offline' })], (p) => p.state).get('normal')).toBe(2))
})
