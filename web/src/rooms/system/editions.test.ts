import { describe, expect, it } from 'vitest'
import { countChanges, countEvidence, lawOn, plainWords, rowsOf, rowsWith, successions, sumRows, tableName, wanted, type Edition, type Law } from './editions'

const none = { limits: 0, classes: 0, grades: 0, parameters: 0, validity: 0, break_points: 0, cases: 0, recalled: 0, to_file: 0 }
const edition = (given: Partial<Edition>): Edition => ({ id: 'GB1', number: 'GB 1', title: '', title_en: '', issued_on: null, effective_from: '2016-01-01', effective_to: null, applied_from: '2016-01-01', replaces: '', replaced_by: '', source: '', recalled: false, gaps: [], own: [], digest: '', last_checked_on: null, rests_on: [], counts: none, ...given })

describe('evidence', () => {
  it('counts what was read as what is neither from memory nor still to be entered; worked cases do not judge', () => {
    expect(rowsOf(edition({ counts: { ...none, limits: 45, parameters: 30, cases: 93, recalled: 1, to_file: 8 } }))).toEqual({ all: 75, read: 66, recalled: 1, to_file: 8 })
    expect(sumRows([edition({ counts: { ...none, limits: 3, recalled: 3 } }), edition({ counts: { ...none, grades: 2 } })])).toEqual({ all: 5, read: 2, recalled: 3, to_file: 0 })
  })
  it('is counted row by row, and rows are found with theirs', () => {
    const table = { name: 'limits', title: { zh: '', en: '' }, columns: ['a', 'b'], rows: [['氨', '1'], ['硫化氢', ''], ['氨', '2']], evidence: ['read', 'to_file', 'recalled'] as ('read' | 'to_file' | 'recalled')[] }
    expect(countEvidence(table)).toEqual({ read: 1, recalled: 1, to_file: 1 })
    expect(rowsWith(table, '氨 2').map((one) => one.evidence)).toEqual(['recalled'])
  })
})
it('shows the editions that are asked for', () => {
  const old = edition({ effective_to: '2026-02-28', counts: { ...none, to_file: 1 } })
  expect([wanted(old, 'now', '2026-02-28', ''), wanted(old, 'now', '2026-03-01', ''), wanted(old, 'to_file', '', ''), wanted(old, 'recalled', '', ''), wanted(old, 'all', '', 'hj')]).toEqual([true, false, true, false, false])
  expect([wanted(old, 'own', '', ''), wanted(edition({ own: ['limits.tsv'] }), 'own', '', '')]).toEqual([false, true])
})
it('pairs an edition with the one that replaced it, if that is here', () => {
  expect(successions([edition({ id: 'a', replaced_by: 'b' }), edition({ id: 'b', replaced_by: 'gone' })]).map((pair) => [pair.a.id, pair.b.id])).toEqual([['a', 'b']])
})
it('counts changes by what they are', () => {
  const change = (what: 'added' | 'removed' | 'changed') => ({ table: '', key: '', what, a: '', b: '', clause_a: '', clause_b: '' })
  expect(countChanges([change('added'), change('changed'), change('changed')])).toEqual({ added: 1, removed: 0, changed: 2 })
})
it('lets a law hold on its last day, and the code on its first', () => {
  const law = (from: string | null, to: string | null): Law => ({ id: '', title: '', title_en: '', number: '', from, to, replaced_by: '', source: '', recalled: false, editions: [] })
  expect([lawOn(law('2016-01-01', '2026-08-14'), '2026-08-14'), lawOn(law('2016-01-01', '2026-08-14'), '2026-08-15'), lawOn(law('2026-08-15', null), '2026-08-14'), lawOn(law('2026-08-15', null), '2026-08-15')]).toEqual(['now', 'past', 'future', 'now'])
})
it('says the words of the files plainly, and leaves names and numbers', () => {
  expect(plainWords('a34004 PM2.5 day at_most 35 μg/m³')).toBe('a34004 PM2.5 日 ≤ 35 μg/m³')
  expect(plainWords('max8h')).toBe('日最大 8 小时')
  expect(plainWords('year_x myday')).toBe('year_x myday')
  expect([tableName('classes 湖库'), tableName('somethings')]).toEqual(['分类 湖库', 'somethings'])
})
