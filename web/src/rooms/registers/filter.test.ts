import { describe, expect, it } from 'vitest'
import { characterIn, combined, fromText, toText, type Condition, type Filter } from './filter'
import { wells } from './forTests'

const all: Condition[] = [
  { field: 'name', op: 'has', values: ["O'Hara 100%_\\"] },
  { field: 'name', op: 'is', values: ['一号井'] },
  { field: 'code', op: 'begins', values: ['W-'] },
  { field: 'depth', op: 'between', values: ['-1.5', '20'] },
  { field: 'depth', op: 'ge', values: ['3'] },
  { field: 'drilled_on', op: 'eq', values: ['2026-03-01'] },
  { field: 'seen_at', op: 'lt', values: ['2026-03-01'] },
  { field: 'in_use', op: 'no', values: [] },
  { field: 'kind', op: 'in', values: ['a'] },
  { field: 'kind', op: 'not_in', values: ['a', 'b'] },
  { field: 'uses', op: 'any', values: ['a'] },
  { field: 'uses', op: 'all', values: ['a', 'b'] },
  { field: 'township', op: 'within', values: ['140215'] },
  { field: 'facility', op: 'in', values: ['3'] },
  { field: 'photos', op: 'some', values: [] },
  { field: 'state', op: 'in', values: ['used'] },
  { field: 'overdue', op: 'yes', values: [] },
  { field: 'due', op: 'none', values: [] },
]
describe('a filter', () => {
  it('is written as CQL2 and read back the same, each condition by itself', () => {
    for (const condition of all) {
      const filter: Filter = { join: 'and', conditions: [condition] }
      expect(fromText(wells, toText(wells, filter)), toText(wells, filter)).toEqual(filter)
    }
  })
  it('is read back whole, by "and" and by "or"', () => {
    for (const join of ['and', 'or'] as const) expect(fromText(wells, toText(wells, { join, conditions: all }))).toEqual({ join, conditions: all })
  })
  it('quotes what would end a text', () => {
    expect(toText(wells, { join: 'and', conditions: [all[0] as Condition] })).toBe("CASEI(name) LIKE CASEI('%O''Hara 100\\%\\_\\\\%')")
    expect(toText(wells, { join: 'and', conditions: [{ field: 'uses', op: 'any', values: ['a'] }] })).toBe("A_OVERLAPS(uses,('a',))")
  })
  it('leaves out what is not finished', () => {
    expect(toText(wells, { join: 'and', conditions: [{ field: 'depth', op: 'between', values: ['1'] }, { field: 'name', op: 'is', values: [' '] }] })).toBe('')
  })
  it('that is more than conditions in a row stays text', () => {
    for (const text of ["name = 'a' AND (depth > 1 OR depth < 0)", "name = 'a' AND depth > 1 OR depth < 0", 'NOT depth > 1', "unknown = 'a'", "name = 'a", 'depth > depth', "name LIKE '%a%'", 'depth > 1 )']) {
      expect(fromText(wells, text), text).toBeNull()
    }
  })
  it('stands beside the chosen states, and a refusal is found at its character', () => {
    expect(combined('', [])).toEqual({ text: '', shift: 0 })
    expect(combined('', ['used'])).toEqual({ text: "state IN ('used')", shift: 0 })
    const { text, shift } = combined('depth > ?', ['used', 'shut'])
    expect(text).toBe("(depth > ?) AND state IN ('used','shut')")
    expect(characterIn({ where: 'character 10', detail: '' }, shift)).toBe(8)
    expect(characterIn({ where: 'filter', detail: 'no' }, shift)).toBeNull()
  })
})
