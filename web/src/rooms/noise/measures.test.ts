import { expect, it } from 'vitest'
import type { Figure } from '@/domain/figures/figure'
import { areaMeasures, failed, gradeOf, isArea, level, zoneMeasures } from './measures'

const figure = (detail: Record<string, unknown>, result = 'ok'): Figure => ({ id: 1, kind: 'noise_zone', object: 'record/noise_zone/1', object_name: '', object_name_en: '', origin: 'invented', span: '2026-Q3', form: 'quarter', from: '', to: '', result, number: 100, value: '100.0', unit: '%', rank: 0, grade: '', grade_en: '', colour: '', valid_share: 1, standard: '', clause: '', edition: '', digest: '', provisional: false, revision: 1, computed_at: null, detail })
it('writes levels with the place they were rounded to, and nothing for none', () => {
  expect([level(55), level(41.6), level(null), level(undefined)]).toEqual(['55.0', '41.6', '—', '—'])
})
it('fails a zone whose night failed, though its day met', () => {
  expect([failed(figure({ day_met: true, night_met: false })), failed(figure({ day_met: true, night_met: true })), failed(figure({}, 'exceeded'))]).toEqual([true, false, true])
})
it('keeps limits of day and night apart', () => {
  const all = [figure({ ld: 50, limit_day: 55, ln: 41, limit_night: 45 }), figure({ ld: 60, limit_day: 60, limit_night: 50 })]
  const [, ld, ln] = zoneMeasures()
  expect(ld?.lines?.(all).map((line) => line.value)).toEqual([55, 60])
  expect([ln?.lines?.(all).map((line) => line.value), ln?.of(all[1] as Figure)]).toEqual([[45, 50], null])
})
it('takes each grade of area and road from its own place', () => {
  const one = figure({ day: { mean: 54.6, grade: '二级' }, road: { night: { mean: 59.1 } } })
  expect([gradeOf(one, 'area.day')?.mean, gradeOf(one, 'area.night'), gradeOf(one, 'road.night')?.mean, gradeOf(one, 'road.day')]).toEqual([54.6, null, 59.1, null])
  expect(areaMeasures().map((each) => each.of(one))).toEqual([54.6, null, null, 59.1])
  expect([isArea('area/140215'), isArea('record/noise_zone/1')]).toEqual([true, false])
})
