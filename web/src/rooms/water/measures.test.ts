import { describe, expect, it } from 'vitest'
import type { Figure } from '@/domain/figures/figure'
import { cwqiOf, missed, sectionMeasures } from './measures'

const section = (detail: object, more: object = {}) => ({ kind: 'water_section', object: 'record/water_section/4', span: '2026-10', result: 'ok', rank: 3, value: 'Ⅲ', number: 3, detail, ...more }) as unknown as Figure

describe('what sections are followed by', () => {
  const figures = [section({ cwqi: 4.2, items: [{ name: '氨氮', value: 0.8, text: '0.80', unit: 'mg/L', limit_iii: 1 }, { name: '溶解氧', value: 7, unit: 'mg/L', limit_iii: 5 }] }), section({ items: [{ name: '总磷', value: 0.1, unit: 'mg/L', limit_iii: 0.2 }] })]
  it('is the class, the index where there is one, and every item that some span has', () => {
    expect(sectionMeasures(figures).map((one) => one.key)).toEqual(['headline', 'cwqi', 'item:氨氮', 'item:溶解氧', 'item:总磷'])
    expect(sectionMeasures([figures[1]!]).map((one) => one.key)).toEqual(['headline', 'item:总磷'])
  })
  it('has the limit of class III as a line; much oxygen is good', () => {
    const [, , ammonia, oxygen] = sectionMeasures(figures)
    expect(ammonia?.lines?.(figures).map((line) => line.value)).toEqual([1])
    expect([ammonia?.greaterIsWorse, oxygen?.greaterIsWorse]).toEqual([true, false])
    expect([ammonia?.of(figures[0]!), ammonia?.of(figures[1]!)]).toEqual([0.8, null])
  })
  it('reads the index where there is one', () => expect([cwqiOf(figures[0]!), cwqiOf(section({ cwqi: null })), cwqiOf(section({}))]).toEqual([4.2, null, null]))
})
it('misses its target where it has one, and class III otherwise', () => {
  expect(missed(section({ target: { class: 'Ⅱ', met: false, exceeding: [] } }))).toBe(true)
  expect(missed(section({ target: { class: 'Ⅴ', met: true, exceeding: [] } }, { result: 'exceeded' }))).toBe(false)
  expect(missed(section({ target: null }, { result: 'exceeded' }))).toBe(true)
})
