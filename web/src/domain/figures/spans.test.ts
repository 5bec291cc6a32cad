import { describe, expect, it } from 'vitest'
import { locale } from '@/kit/i18n'
import { firstObject, firstOfAll, firstSpan } from './useChoice'
import { inForm, lastWhole, parseSpan, spanName, spanOf, spanText, step, today, windowOf, yearBefore } from './spans'

const all = ['2026-11-26', '2026-11', '2026-Q4', '2026', '2025-heating', '2026-rest']

describe('a span', () => {
  it('is read and written the same', () => {
    for (const text of all) expect(spanText(parseSpan(text)!), text).toBe(text)
  })
  it('that does not exist is none', () => {
    for (const text of ['', '2026-13', '2026-00', '2026-02-29', '2026-Q5', '26', '2026-winter', '2026-1']) expect(parseSpan(text), text).toBeNull()
    expect(parseSpan('2024-02-29')).not.toBeNull()
  })
  it('goes on across the ends of months and years', () => {
    expect(step('2026-12', 1)).toBe('2027-01')
    expect(step('2026-01', -1)).toBe('2025-12')
    expect(step('2026-Q4', 1)).toBe('2027-Q1')
    expect(step('2024-02-28', 1)).toBe('2024-02-29')
    expect(step('2025-heating', -2)).toBe('2023-heating')
    for (const text of all) expect(step(step(text, 7), -7), text).toBe(text)
  })
  it('has the same time a year before; 29 February has the 28th', () => {
    expect(all.map(yearBefore)).toEqual(['2025-11-26', '2025-11', '2025-Q4', '2025', '2024-heating', '2025-rest'])
    expect(yearBefore('2024-02-29')).toBe('2023-02-28')
  })
  it('lies between two days', () => {
    expect(windowOf('2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' })
    expect(windowOf('2026-Q3')).toEqual({ from: '2026-07-01', to: '2026-09-30' })
    expect(windowOf('2025-heating').to > '2026-04-01').toBe(true)
  })
  it('holds a day, whatever its form', () => {
    expect(spanOf('quarter', '2026-11-26')).toBe('2026-Q4')
    expect(spanOf('heating', '2026-03-01')).toBe('2025-heating')
    expect(spanOf('heating', '2026-11-26')).toBe('2026-heating')
    expect(lastWhole('month', '2026-01-05')).toBe('2025-12')
  })
  it('changes its form around its end', () => {
    expect(inForm('2026-10', 'quarter')).toBe('2026-Q4')
    expect(inForm('2026-Q2', 'month')).toBe('2026-06')
    expect(inForm('2026-10', 'month')).toBe('2026-10')
    expect(parseSpan(inForm('nothing', 'year'))?.form).toBe('year')
  })
  it('is named in the language that is read', () => {
    locale.value = 'zh'
    expect(all.map(spanName)).toEqual(['2026-11-26', '2026年11月', '2026年第4季度', '2026年', '2025—2026年采暖季', '2026年非采暖季'])
    locale.value = 'en'
    expect(spanName('2026-11')).toBe('Nov 2026')
    locale.value = 'zh'
  })
  it('begins with Beijing’s day', () => expect(today(Date.parse('2026-11-26T16:30:00Z'))).toBe('2026-11-27'))
})

describe('what one looks at first', () => {
  it('is the newest month that is over, the running one of young data, the last one of old data', () => {
    expect(firstSpan('month', '2024-01-01', '2026-11-26', '2026-11-26')).toBe('2026-10')
    expect(firstSpan('month', '2026-11-24', '2026-11-26', '2026-11-26')).toBe('2026-11')
    expect(firstSpan('month', '2013-03-01', '2017-02-28', '2026-11-26')).toBe('2017-02')
    expect(firstSpan('year', '2013-03-01', '2017-02-28', '2026-11-26')).toBe('2017')
    expect(firstSpan('quarter', '', '', '2026-11-26')).toBe('2026-Q3')
  })
  const object = (ref: string, area: string, from: string | null, to: string | null) => ({ ref, area, from, to, name: '', name_en: '', origin: 'real', longitude: 0, latitude: 0 })
  it('is what has data enough, then what lies near, then the area before its points', () => {
    const far = object('area/110105', '110105', '2013-03-01', '2017-02-28')
    const young = object('area/140215', '140215', '2026-11-24', '2026-11-26')
    const city = object('area/140200', '140200', '2013-12-02', '2015-12-31')
    const point = object('point/4', '140200', '2013-12-02', '2015-12-31')
    const empty = object('point/5', '140215', null, null)
    expect(firstObject([young, far, point, city, empty], '140215')).toBe(city)
    expect(firstObject([empty, young], '140215')).toBe(young)
    expect(firstObject([], '140215')).toBeNull()
    expect([firstOfAll('month', [young, far, city, empty], '2026-11-26'), firstOfAll('month', [young], '2026-11-26'), firstOfAll('month', [], '2026-11-26')]).toEqual(['2017-02', '2026-11', '2026-10'])
  })
})
