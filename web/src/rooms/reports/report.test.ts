import { expect, it } from 'vitest'
import { fileName } from '@/api/client'
import { formsOf, sharesKind } from './report'

it('offers the spans a report is made for, a month where it says nothing known', () => {
  expect(formsOf({ forms: ['year', 'heating', 'decade'] })).toEqual(['year', 'heating'])
  expect([formsOf({ forms: [] }), formsOf(null)]).toEqual([['month'], ['month']])
})
it('keeps the object only between reports about the same kind', () => {
  expect([sharesKind({ kind: 'air_period' }, { kind: 'air_period' }), sharesKind({ kind: 'air_period' }, { kind: 'air_day' }), sharesKind(null, { kind: 'air_day' })]).toEqual([true, false, false])
})
it('takes the name of a file in its own writing', () => {
  expect(fileName("attachment; filename=\"noise.pdf\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf", 'x')).toBe('报告.pdf')
  expect([fileName('attachment; filename="noise.pdf"', 'x'), fileName(null, 'x'), fileName("attachment; filename*=UTF-8''%E6%8A", 'x')]).toEqual(['noise.pdf', 'x', 'x'])
})
