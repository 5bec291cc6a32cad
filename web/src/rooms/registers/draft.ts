// A record while somebody fills it in: values as inputs hold them, and the way to what the server takes.
import type { FieldProblem } from '@/api/client'
import { t } from '@/app/messages'
import { fullTime } from '@/kit/format'
import { locale, titled } from '@/kit/i18n'
import type { Geometry } from '@/kit/map/geometry'
import type { Sent } from './files'
import { fieldOf, isFiles, isNumber, type Changed, type Definition, type Field, type KeptFile, type Row, type Value, type Values } from './register'
import { inChinese } from './sentences'
import { codesIn, filesIn } from './values'

export type FormFile = KeptFile & Partial<Pick<Sent, 'value'>>
export type FormValue = string | boolean | number | null | string[] | FormFile[]
export type FormValues = Record<string, FormValue>
export interface Place { geometry: Geometry | null; system: string }

/// "2026-03-01T08:00" in Beijing, as an input holds it.
const localTime = (at: string): string => fullTime(at).replace(' ', 'T').replace(/:00$/, '')
function held(field: Field, value: Value | undefined): FormValue {
  if (isFiles(field.type)) return filesIn(value)
  if (field.type === 'codes') return codesIn(value)
  const empty = value === undefined || value === null || value === ''
  switch (field.type) {
    case 'yes_no': return empty ? null : value === true || value === 'true'
    case 'reference': return empty ? null : Number(value)
    case 'time': return empty ? '' : localTime(String(value))
    default: return empty ? '' : String(value)
  }
}
/// Fields that are entered: neither computed nor retired.
export const entered = (def: Definition): Field[] => def.fields.filter((field) => !field.computed && !field.retired)
export function formOf(def: Definition, row: Row | null): FormValues {
  return Object.fromEntries(entered(def).map((field) => [field.id, held(field, row ? row.values[field.id] : field.initial && field.initial !== 'today' ? field.initial : undefined)]))
}
/// An existing file goes back as it came, a new one as the text its upload gave.
const sent = (file: FormFile): string | KeptFile => file.value ?? { digest: file.digest, type: file.type, size: file.size, name: file.name, url: file.url }
export function bodyValue(field: Field, value: FormValue | undefined): Value {
  if (value === undefined || value === null || value === '') return null
  if (Array.isArray(value)) return value.length === 0 ? null : isFiles(field.type) ? (value as FormFile[]).map(sent) : (value as string[])
  if (typeof value !== 'string') return value
  const text = value.trim()
  if (text === '') return null
  if (field.type === 'number') return Number.isFinite(Number(text)) ? Number(text) : text
  return field.type === 'time' ? `${text.length === 16 ? `${text}:00` : text}+08:00` : isNumber(field.type) ? text : field.type === 'memo' ? value : text
}
const same = (field: Field, a: FormValue | undefined, b: FormValue | undefined): boolean => {
  if (isFiles(field.type)) return JSON.stringify(((a ?? []) as FormFile[]).map((one) => one.digest)) === JSON.stringify(((b ?? []) as FormFile[]).map((one) => one.digest))
  return JSON.stringify(bodyValue(field, a)) === JSON.stringify(bodyValue(field, b))
}
/// Ids of the fields that differ between two states of a form.
export const differing = (def: Definition, now: FormValues, before: FormValues): string[] => entered(def).filter((field) => !same(field, now[field.id], before[field.id])).map((field) => field.id)
export function bodyOf(def: Definition, now: FormValues, ids: string[]): Values {
  const out: Values = {}
  for (const id of ids) {
    const field = fieldOf(def, id)
    if (field) out[id] = bodyValue(field, now[id])
  }
  return out
}
/// What a new record sends: all that was given.
export const given = (def: Definition, now: FormValues): string[] => entered(def).filter((field) => bodyValue(field, now[field.id]) !== null).map((field) => field.id)

/// A field that must be given and is not.
export const missing = (def: Definition, now: FormValues): string[] => entered(def).filter((field) => field.required && bodyValue(field, now[field.id]) === null).map((field) => field.id)

// ---- somebody was faster ----
export interface Difference { field: string; before: string; theirs: string; both: boolean; take: 'mine' | 'theirs' }
/// One line for each field that either side changed; where both did, ours is proposed.
export function differences(mine: string[], differs: Changed[], language = locale.value): Difference[] {
  const of = (id: string) => differs.find((one) => one.field === id)
  const say = (one: Changed | undefined, which: 'before' | 'after'): string => (one ? (language === 'en' ? one[`${which}_en`] || one[which] : one[which]) : '')
  const ids = [...new Set([...mine, ...differs.map((one) => one.field)])]
  return ids.map((id) => ({ field: id, before: say(of(id), 'before'), theirs: say(of(id), 'after'), both: mine.includes(id) && !!of(id), take: mine.includes(id) ? 'mine' : 'theirs' }))
}

// ---- refusals ----
function range(field: Field): string {
  const [low, high] = [field.min, field.max]
  if (low !== null && high !== null) return t('registers.wrong.between', { low, high })
  return low !== null ? t('registers.wrong.least', { low }) : high !== null ? t('registers.wrong.most', { high }) : ''
}
function expected(field: Field): string {
  switch (field.type) {
    case 'number': return [t('registers.wrong.whole'), range(field)].filter(Boolean).join(t('registers.comma'))
    case 'decimal': return [t('registers.wrong.decimal', { n: field.digits }), range(field)].filter(Boolean).join(t('registers.comma'))
    case 'code': case 'codes': case 'department': case 'grid_cell': return t('registers.wrong.code')
    case 'reference': return t('registers.wrong.reference')
    case 'date': case 'time': return t('registers.wrong.date')
    case 'attachment': case 'photo': case 'signature': return t('registers.wrong.files', { n: field.count_max })
    default: return [field.length_max ? t('registers.wrong.length', { n: field.length_max }) : '', field.pattern ? t('registers.wrong.pattern', { pattern: field.pattern }) : ''].filter(Boolean).join(t('registers.comma'))
  }
}
/// A refusal in the reader's language; the server's own sentence where it says more.
export function problemWords(def: Definition, problem: FieldProblem): string {
  const field = fieldOf(def, problem.where ?? '')
  const rule = def.rules.find((one) => one.message.zh === problem.detail)
  if (rule || problem.code === 'rule') return rule ? titled(rule.message) : problem.detail
  if (problem.code === 'missing') return t('registers.wrong.missing')
  const server = problem.mend ? `${problem.detail} (${problem.mend})` : problem.detail
  if (locale.value === 'en') return server
  const known = inChinese(problem.detail)
  if (known) return known
  if (problem.code === 'conflict' && field) return t('registers.wrong.taken')
  if (problem.code === 'bad_identifier' || (field?.type === 'identifier' && problem.code === 'invalid')) return `${t('registers.wrong.identifier')} ${server}`
  const words = problem.code === 'invalid' && field ? expected(field) : ''
  return words || server
}
