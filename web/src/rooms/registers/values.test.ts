import { describe, expect, it } from 'vitest'
import { locale } from '@/kit/i18n'
import { field, row, wells } from './forTests'
import { sectionsOf, usualColumns } from './register'
import { daysUntil, keyText, pathName, shownCell, shownValue, type CodeBook, type Shown } from './values'

const book: CodeBook = (list, code) => wells.lists[list]?.rows.find((one) => one.code === code)
const shown: Shown = { def: wells, book }
describe('a value', () => {
  it('is shown by its type, with unit, name of the code and name of the record meant', () => {
    locale.value = 'zh'
    const cells = Object.fromEntries(['depth', 'in_use', 'kind', 'uses', 'township', 'facility', 'photos', 'state', 'due', 'origin', 'id', 'drilled_on'].map((id) => [id, shownCell(row, id, shown)]))
    expect(cells).toEqual({
      depth: '12,345.50 m', in_use: '是', kind: '监测井', uses: '水源井、监测井', township: '西坪镇', facility: '云光公司', photos: '—', state: '在用', due: '2026-03-09', origin: '虚构', id: '#7', drilled_on: '—',
    })
  })
  it('of a list that is not here yet is its code', () => {
    expect(shownValue(field('sector', 'code', { list: 'gbt4754' }), '2663', {}, shown)).toBe('2663')
    expect(pathName(book, 'divisions', '999')).toBe('999')
    expect(pathName((_, code) => ({ code, name: code.slice(-3), name_en: '', parent: code.slice(0, -3) }), 'divisions', '140215100001')).toBe('100 / 001')
  })
  it('keeps every place of a decimal and never groups what is no number', () => {
    expect(shownValue(field('x', 'decimal'), '0.50', {}, shown)).toBe('0.50')
    expect(shownValue(field('x', 'text'), '12345', {}, shown)).toBe('12345')
  })
})
describe('a register', () => {
  it('has its fields under headings that hold until the next', () => {
    expect(sectionsOf(wells.fields).map((one) => [one.title?.zh, one.fields.length])).toEqual([['身份', 2], ['构造', 9]])
  })
  it('shows its columns, state and term beside the name', () => {
    expect(usualColumns(wells)).toEqual(['code', 'name', 'state', 'due', 'depth'])
    expect(keyText(row, shown)).toBe('W-1')
  })
  it('counts days by the calendar of Beijing', () => {
    expect(daysUntil('2026-03-09', Date.parse('2026-03-08T23:59:00+08:00'))).toBe(1)
    expect(daysUntil('2026-03-09', Date.parse('2026-03-09T00:01:00+08:00'))).toBe(0)
    expect(daysUntil('2026-03-09', Date.parse('2026-03-11T12:00:00+08:00'))).toBe(-2)
  })
})
