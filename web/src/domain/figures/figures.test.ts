import { describe, expect, it } from 'vitest'
import { locale } from '@/kit/i18n'
import { inkOn } from '@/kit/ink'
import { objectPlace, originOf, shownValue, whyRef, withUnit, type Figure } from './figure'
import { rankRow, textOf, valueOf, type Measure } from './measure'
import { placed, places } from './ranking'
import { splitLines } from './trend'
import { canOpen, exactOf, halfOf, leadOf, notesOf, opened, sizeOf } from './why'

const figure = (given: Partial<Figure>): Figure => ({
  id: 4, kind: 'air_period', object: 'point/3', object_name: '果树场', object_name_en: '', origin: 'imported', span: '2018-10', form: 'month', from: '2018-10-01', to: '2018-10-31', result: 'ok', number: 4.53, value: '4.53', unit: '1',
  rank: 0, grade: '', grade_en: '', colour: '', valid_share: 1, standard: 'HJ 663', clause: '', edition: 'HJ663-2013', digest: 'abc', provisional: false, revision: 0, computed_at: '', ...given,
})

describe('a figure', () => {
  it('opens by its number, and one that is not kept by what it is about', () => {
    expect(whyRef(figure({}))).toBe('figure/4')
    expect(whyRef(figure({ id: 0 }))).toBe('air_period/point/3/2018-10')
  })
  it('shows nothing where nothing could be judged, never zero', () => {
    expect(shownValue(figure({ result: 'cannot_judge', number: 0, value: '0' }))).toBe('—')
    expect(withUnit(figure({ unit: '%', value: '87.5' }))).toBe('87.5 %')
    expect(withUnit(figure({}))).toBe('4.53')
  })
  it('is, with others, no better than the weakest of their data', () => {
    expect(originOf([figure({ origin: 'imported' }), figure({ origin: 'simulated' }), figure({ origin: 'published' })])).toBe('simulated')
    expect([originOf([figure({ origin: 'real' })]), originOf([])]).toEqual(['real', ''])
  })
  it('is at home on the page of its point or record', () => {
    expect([objectPlace('point/3'), objectPlace('record/water_section/4'), objectPlace('area/140215')]).toEqual(['/monitor/3', '/registers/water_section/records/4', null])
  })
})

describe('a ranking', () => {
  const rows = [{ key: 'a', name: '甲', value: 3 }, { key: 'b', name: '乙', value: 1 }, { key: 'c', name: '丙', value: 3 }, { key: 'd', name: '丁', value: null }, { key: 'e', name: '戊', value: 5 }]
  it('gives ties one place and no place to what cannot be judged', () => {
    expect([...places(rows, true)]).toEqual([['b', 1], ['a', 2], ['c', 2], ['e', 4]])
    expect(places(rows, false).get('e')).toBe(1)
  })
  it('puts the best first, the unjudged last, and says how far each moved', () => {
    const got = placed(rows, [{ key: 'e', name: '戊', value: 0 }, { key: 'b', name: '乙', value: 9 }], true)
    expect(got.map((one) => one.row.key)).toEqual(['b', 'c', 'a', 'e', 'd'])
    expect(got.map((one) => one.moved)).toEqual([1, null, null, -3, null])
    expect(got[3]?.share).toBe(1)
  })
  it('takes a measure of the detail only from a figure that was judged', () => {
    const pm: Measure = { key: 'pm', title: 'PM2.5', unit: 'ug/m3', greaterIsWorse: true, of: (one) => (one.detail?.pm as number | undefined) ?? null }
    expect(valueOf(pm, figure({ detail: { pm: 41 } }))).toBe(41)
    expect(valueOf(pm, figure({ detail: { pm: 41 }, result: 'cannot_judge' }))).toBeNull()
    expect(textOf(pm, figure({ detail: {} }))).toBe('—')
    expect(rankRow(pm, figure({ detail: { pm: 41 }, grade: 'Ⅲ', colour: '#00ff00' }))).toMatchObject({ key: 'point/3', value: 41, grade: '' })
  })
})

describe('the tree of reasons', () => {
  it('leads to frames, records and points, and nowhere else', () => {
    expect(leadOf('frame/99')).toMatchObject({ to: '/frames/99', frame: 99 })
    expect(leadOf('record/soil_sample/4')?.to).toBe('/registers/soil_sample/records/4')
    expect(leadOf('verdict/aqi/3/day/2026-11-26')?.to).toBe('/monitor/3')
    expect(leadOf('observation/7/w21003/hour/2026-11-26T08')?.to).toBe('/monitor/7')
    expect([leadOf('figure/12'), leadOf('record/soil_sample'), leadOf(''), leadOf(undefined)]).toEqual([null, null, null, null])
  })
  it('keeps the name and value of a node when what it refers to is opened', () => {
    const node = { title: '10 月 3 日', value: '57', ref: 'figure/8', note: 'a' }
    const got = opened(node, { title: 'AQI', value: '57.0', how: 'max', note: 'b', from: [{ title: 'PM10' }] })
    expect(got).toMatchObject({ title: '10 月 3 日', value: '57', ref: 'figure/8', how: 'max', note: 'a；b', from: [{ title: 'PM10' }] })
    expect(sizeOf({ title: 'x', from: [got, { title: 'y' }] })).toEqual({ nodes: 4, depth: 3 })
    expect([canOpen(node), canOpen({ title: 'leaf' })]).toEqual([true, false])
  })
  it('reads the half of a note that is wanted', () => {
    locale.value = 'zh'
    expect(halfOf('天数不足 / too few days')).toBe('天数不足')
    expect(halfOf('凭记忆录入，待核对 / from memory, to be checked: HJ 663-2026；2 年，要求至少 / years, asked for at least 5')).toBe('凭记忆录入，待核对：HJ 663-2026；2 年，要求至少 5')
    expect(halfOf('超标由本底引起，扣除 / natural: no more than the background')).toBe('超标由本底引起，扣除')
    expect(halfOf(undefined)).toBe('')
    locale.value = 'en'
    expect(halfOf('天数不足 / too few days')).toBe('too few days')
    locale.value = 'zh'
  })
  it('gives the unit to the number, not to the class', () => {
    expect(exactOf({ value: 'Ⅰ', unit: 'mg/L', exact: '9.46' })).toBe('数值 9.46 mg/L')
    expect(exactOf({ value: '9.5', unit: 'mg/L', exact: '9.46' })).toBe('修约前 9.46')
    expect([exactOf({ value: '9.5', exact: '9.5' }), exactOf({ value: 'Ⅰ' })]).toEqual(['', ''])
  })
  it('warns of what is uncertain, and says the rest quietly', () => {
    expect(notesOf({ note: '以P计 / as P' })).toEqual([{ text: '以P计', warns: false }])
    expect(notesOf({ note: '以P计 / as P；限值凭记忆录入，待核对 / limit from memory' })).toEqual([{ text: '以P计；', warns: false }, { text: '限值凭记忆录入，待核对', warns: true }])
    expect(notesOf({ note: 'the limit is from memory (recalled)' })[0]?.warns).toBe(true)
    expect(notesOf({ note: '天数不足 / too few days', state: 'cannot_judge' })[0]?.warns).toBe(true)
    expect(notesOf({ note: '风大于 5 m/s / wind', state: 'uncertain' })[0]?.warns).toBe(true)
    expect([notesOf({ note: '未计入 / left out', state: 'excluded' })[0]?.warns, notesOf({})]).toEqual([false, []])
  })
})

it('draws a limit only where it does not flatten the curve', () => {
  const series = [{ key: 'a', name: 'a', values: [1, null, 2] }]
  const lines = [{ name: 'near', value: 5 }, { name: 'far', value: 50 }]
  expect(splitLines(series, lines)).toEqual({ near: [lines[0]], far: [lines[1]] })
})
it('writes dark on light grades and light on dark ones', () => {
  expect([inkOn('#ffff00'), inkOn('#00e400'), inkOn('#7e0023'), inkOn('red')]).toEqual(['#14212b', '#14212b', '#ffffff', 'inherit'])
})
