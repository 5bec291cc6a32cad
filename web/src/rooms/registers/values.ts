// Values of records as people read them.
import { t } from '@/app/messages'
import { count, dateTime, unit } from '@/kit/format'
import { named } from '@/kit/i18n'
import { fieldOf, isFiles, isOwn, originName, stateTitle, type Code, type Definition, type Field, type KeptFile, type Row, type Value } from './register'

/// Names of codes: the definition's own lists, and big lists once they have come.
export type CodeBook = (list: string, code: string) => Code | undefined

export const none = '—'
export const isEmpty = (value: Value | undefined): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
export const filesIn = (value: Value | undefined): KeptFile[] => (Array.isArray(value) ? value.filter((one): one is KeptFile => typeof one === 'object') : [])
export const codesIn = (value: Value | undefined): string[] => (Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : typeof value === 'string' && value ? [value] : [])

export function codeName(book: CodeBook, list: string | null, code: string): string {
  const row = list ? book(list, code) : undefined
  return row ? named(row.name, row.name_en) : code
}
const district_digits = 6
/// A division with the township above it: "西坪镇 / 葆华里". District, city and province stand by themselves: everything here is in one district.
export function pathName(book: CodeBook, list: string, code: string, most = 3): string {
  const names: string[] = []
  let at: string | undefined = code
  while (at && names.length < most && (!names.length || at.length > district_digits)) {
    const row = book(list, at)
    if (!row) {
      if (!names.length) names.unshift(at)
      break
    }
    names.unshift(named(row.name, row.name_en))
    at = row.parent
  }
  return names.join(' / ')
}
function grouped(text: string): string {
  const parts = /^(-?)(\d{5,})(\.\d+)?$/.exec(text)
  return parts ? `${parts[1]}${(parts[2] as string).replace(/\B(?=(\d{3})+$)/g, ',')}${parts[3] ?? ''}` : text
}

export interface Shown { def: Definition; book: CodeBook }
export function shownValue(field: Field, value: Value | undefined, names: Record<string, string>, { book }: Shown): string {
  if (isEmpty(value)) return none
  if (isFiles(field.type)) return t('registers.files.n', { n: filesIn(value).length })
  switch (field.type) {
    case 'yes_no': return value === true || value === 'true' ? t('yes') : t('no')
    case 'number': case 'decimal': {
      const text = grouped(String(value))
      return unit(field.unit) ? `${text} ${unit(field.unit)}` : text
    }
    case 'time': return dateTime(String(value))
    case 'code': case 'department': return codeName(book, field.list, String(value))
    case 'grid_cell': return pathName(book, field.list ?? 'divisions', String(value), 2)
    case 'codes': return codesIn(value).map((code) => codeName(book, field.list, code)).join(t('registers.comma'))
    case 'reference': return names[field.id] || `#${String(value)}`
    default: return String(value)
  }
}
/// A cell of a list: a field or an own property.
export function shownCell(row: Row, id: string, shown: Shown): string {
  if (!isOwn(id)) {
    const field = fieldOf(shown.def, id)
    return field ? shownValue(field, row.values[id], row.names, shown) : none
  }
  switch (id) {
    case 'id': return `#${row.id}`
    case 'version': return count(row.version)
    case 'state': return stateTitle(shown.def, row.state)
    case 'overdue': return row.overdue ? t('registers.overdue') : none
    case 'origin': return originName(row.origin)
    case 'due': return row.due ?? none
    case 'created_by': case 'changed_by': return row[id] || none
    default: return dateTime(row[id])
  }
}
/// What the record is known by beside its name: its key, as far as it is not the name itself.
export function keyText(row: Row, shown: Shown): string {
  return shown.def.key
    .filter((id) => id !== shown.def.name && !isEmpty(row.values[id]))
    .map((id) => { const field = fieldOf(shown.def, id); return field ? shownValue(field, row.values[id], row.names, shown) : '' })
    .filter(Boolean)
    .join(' / ')
}
const day_ms = 86_400_000
/// Days from now until a day, by Beijing's calendar; negative when it is over.
export function daysUntil(day: string, now: number): number {
  const today = Math.floor((now + 8 * 3_600_000) / day_ms)
  return Math.round(Date.parse(`${day}T00:00:00Z`) / day_ms) - today
}
