import { describe, expect, it } from 'vitest'
import { locale } from '@/kit/i18n'
import { bodyOf, bodyValue, differences, differing, formOf, given, missing, problemWords } from './draft'
import { field, row, wells } from './forTests'

const file = { digest: 'ab', type: 'image/png', size: 3, name: 'a.png', url: '/api/v1/files/ab' }
describe('a form', () => {
  it('that was not touched changes nothing', () => {
    const before = formOf(wells, { ...row, values: { ...row.values, photos: [file], seen_at: '2026-03-01T00:00:00Z' } })
    expect(differing(wells, { ...before }, before)).toEqual([])
    expect(before.seen_at).toBe('2026-03-01T08:00')
  })
  it('sends what was changed, and null for what was emptied', () => {
    const before = formOf(wells, row)
    const now = { ...before, depth: '12345.50 ', name: '', uses: [], facility: 9, in_use: null, seen_at: '2026-03-01T08:00', photos: [{ ...file, value: 'ab image/png a.png' }] }
    const ids = differing(wells, now, before)
    expect(ids.sort()).toEqual(['facility', 'in_use', 'name', 'photos', 'seen_at', 'uses'])
    expect(bodyOf(wells, now, ids)).toEqual({ facility: 9, in_use: null, name: null, photos: ['ab image/png a.png'], seen_at: '2026-03-01T08:00:00+08:00', uses: null })
  })
  it('of a new record sends all that was given and knows what lacks', () => {
    const now = { ...formOf(wells, null), code: 'W-2', in_use: false }
    expect(given(wells, now)).toEqual(['code', 'in_use'])
    expect(missing(wells, now)).toEqual(['name'])
  })
  it('leaves a number that is none to the server, which says what is wrong with it', () => {
    expect(bodyValue(field('n', 'number'), '12')).toBe(12)
    expect(bodyValue(field('n', 'number'), 'twelve')).toBe('twelve')
    expect(bodyValue(field('n', 'decimal'), ' 0.50 ')).toBe('0.50')
    expect(bodyValue(field('n', 'memo'), ' a\n')).toBe(' a\n')
  })
})
describe('a lost update', () => {
  it('is laid side by side: where both changed, ours is proposed', () => {
    const theirs = [{ field: 'depth', title: { zh: '深', en: 'Depth' }, before: '10 m', after: '12 m', before_en: '10 m', after_en: '12 m' }, { field: 'kind', title: { zh: '类', en: 'Kind' }, before: '水源井', after: '监测井', before_en: 'Supply', after_en: 'Monitoring' }]
    expect(differences(['name', 'depth'], theirs, 'en')).toEqual([
      { field: 'name', before: '', theirs: '', both: false, take: 'mine' },
      { field: 'depth', before: '10 m', theirs: '12 m', both: true, take: 'mine' },
      { field: 'kind', before: 'Supply', theirs: 'Monitoring', both: false, take: 'theirs' },
    ])
  })
})
describe('a refusal', () => {
  it('is said in the reader’s language, by what the field expects', () => {
    locale.value = 'zh'
    const def = { ...wells, fields: [field('ph', 'decimal', { digits: 1, min: '0', max: '14' }), field('uscc', 'identifier')], rules: [{ when: null, must: '', field: 'ph', message: { zh: '要有', en: 'needed' } }] }
    expect(problemWords(def, { code: 'invalid', detail: 'no number', where: 'ph' })).toMatch(/小数.*1.*0.*14/)
    expect(problemWords(def, { code: 'row', detail: "'abc' is not a number", where: 'ph', mend: 'write 12.5' })).toBe('“abc”不是数')
    expect(problemWords(def, { code: 'conflict', detail: "record 3 has the key 'W-1' already", where: 'uscc' })).toBe('已有编号为“W-1”的记录（序号 3）')
    expect(problemWords(def, { code: 'row', detail: 'something new', where: 'ph', mend: 'look' })).toBe('something new (look)')
    expect(problemWords(def, { code: 'missing', detail: 'missing', where: 'ph' })).toBe('必填')
    expect(problemWords(def, { code: 'bad_identifier', detail: 'wrong check', where: 'uscc' })).toMatch(/wrong check/)
    locale.value = 'en'
    expect(problemWords(def, { code: 'rule', detail: '要有', where: 'ph' })).toBe('needed')
    expect(problemWords(def, { code: 'invalid', detail: 'no number', where: 'ph', mend: 'a number' })).toBe('no number (a number)')
    locale.value = 'zh'
  })
})
