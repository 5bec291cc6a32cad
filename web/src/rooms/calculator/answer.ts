// An answer taken apart for the screen: what is said big, what stands beside, tables, lists, and sentences.
import type { EvaluationSchemas } from '@/api/client'
import { t, type MessageKey } from '@/app/messages'
import { classColour } from '@/domain/figures/grades'
import { isUnsure } from '@/domain/figures/why'
import { number } from '@/kit/format'
import { locale } from '@/kit/i18n'

export type Answer = EvaluationSchemas['AssessAnswer']
type Result = Record<string, unknown>
export interface Head { text: string; sub: string; colour: string; bad: boolean | null }
export interface AnswerTable { key: string; columns: string[]; rows: string[][]; bad: boolean[] }
export interface Parts { head: Head | null; facts: { key: string; title: string; text: string; bad: boolean | null }[]; tables: AnswerTable[]; lists: { key: string; title: string; items: string[] }[]; sentences: string[] }

const roman: Record<string, string> = { I: 'Ⅰ', II: 'Ⅱ', III: 'Ⅲ', IV: 'Ⅳ', V: 'Ⅴ', 'inferior V': '劣Ⅴ' }
export const classSign = (text: string): string => roman[text] ?? text
const said = ['met', 'exceeded', 'ok', 'not_judged', 'screening', 'control', 'none', 'day', 'night', 'burst', 'up', 'down', 'start', 'raise', 'hold', 'lower', 'lift', 'cannot_judge', 'river', 'lake', 'month', 'quarter', 'year', 'heating', 'hour', 'max8h', 'instant', 'measured', 'half_even', 'half_up', 'central', 'small', 'any', 'plant', 'tap', 'gas', 'water', 'concentration', 'flow', 'night_frequent', 'night_occasional', 'unclear'] as const
/// A word of the answer as people say it.
export function wordOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return t(value ? 'calc.yes' : 'calc.no')
  if (typeof value === 'number') return number(value)
  if (typeof value === 'string') return said.includes(value as (typeof said)[number]) ? t(`calc.say.${value}` as MessageKey) : classSign(value)
  if (Array.isArray(value)) return value.map(wordOf).join('、')
  return Object.entries(value as Result).map(([key, one]) => `${titleOf(key)} ${wordOf(one)}`).join('，')
}
/// Names of keys; what has none is a sign that is read as it is (AQI, Ldn, PN, EF …).
export function titleOf(key: string): string {
  const word = t(`calc.key.${key}` as MessageKey)
  return word === `calc.key.${key}` ? key : word
}
// Keys whose value is said big, the first that is there; and those that stand beside it as its grade.
const heads = ['class_zh', 'AQI', 'tli', 'EI', 'EQI', 'PN', 'grade', 'class', 'conclusion', 'name', 'result', 'status', 'mean', 'met', 'Ldn', 'city', 'Isum_text', 'converted', 'standard', 'rate', 'EF', 'CO2', 'CO2e', 'kg', 'index', 'share_text', 'share', 'times_over', 'exceeded', 'y', 'value', 'trend', 'valid', 'section_limit', 'limit'] as const
const grades = ['class', 'grade', 'name'] as const
const folded = new Set(['class_zh', 'class_en', 'grade_en', 'name_en', 'status_en', 'result_en', 'rule_en', 'fault_en', 'colour', 'unit', 'Isum', 'good_share', 'missing', 'how', 'sentence', 'used', 'main_items', 'IAQI_by_input'])
const bad_words = new Set(['exceeded', '超标', '超筛选值', '超管制值', 'screening', 'control'])

/// Does a word say that something is exceeded? null = it says neither.
export function badness(key: string, value: unknown): boolean | null {
  if (typeof value === 'string' && bad_words.has(value)) return true
  if (value === 'met' || value === 'ok') return false
  if (typeof value === 'boolean') return key === 'exceeded' ? value : ['met', 'attained', 'valid', 'complete'].includes(key) ? !value : null
  return null
}
function unitOf(key: string, result: Result): string {
  const own: Record<string, string> = { share: '%', good_share_text: '%', city: '', AQI: '', EI: '', tli: '', index: '', times_over: '', y: '' }
  if (key in own && result.unit === undefined) return key === 'share' && typeof result.share === 'number' && result.share < 10 && 'times_over' in result && !('share_text' in result) ? '' : (own[key] ?? '')
  return typeof result.unit === 'string' && typeof result[key] !== 'boolean' && (typeof result[key] === 'number' || /^[-\d.]+$/.test(String(result[key]))) && key !== 'times_over' ? result.unit : ''
}
function headOf(result: Result): { head: Head | null; used: Set<string> } {
  const key = heads.find((one) => result[one] !== undefined && result[one] !== null && typeof result[one] !== 'object')
  if (!key) return { head: null, used: new Set() }
  const beside = grades.find((one) => one !== key && typeof result[one] === 'string' && key !== 'class_zh')
  const english = locale.value === 'en'
  const text = (one: string): string => {
    const other = result[`${one}_en`]
    return english && typeof other === 'string' && other ? other : wordOf(result[one])
  }
  const unit = unitOf(key, result)
  const level = key === 'class_zh' ? classColour(String(result.class_zh)) : ''
  return {
    head: { text: unit ? `${text(key)} ${unit}` : key === 'met' ? t(result.met ? 'calc.say.met' : 'calc.say.exceeded') : key === 'exceeded' ? t(result.exceeded ? 'calc.say.exceeded' : 'calc.say.met') : text(key), sub: beside ? text(beside) : key === 'class_zh' || typeof result[key] === 'boolean' ? '' : titleOf(key), colour: typeof result.colour === 'string' ? result.colour : level, bad: badness(key, result[key]) },
    used: new Set([key, ...(beside ? [beside] : []), ...(key === 'class_zh' ? ['class'] : [])]),
  }
}
function tableOf(key: string, value: unknown): AnswerTable | null {
  if (Array.isArray(value) && value.length && value.every((one) => one && typeof one === 'object')) {
    const rows = value as Result[]
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => !(`${name}_text` in (rows[0] as Result)) && !name.endsWith('_en') && rows.some((row) => row[name] !== null && row[name] !== ''))
    return { key, columns: names.map((name) => titleOf(name.replace(/_text$/, ''))), rows: rows.map((row) => names.map((name) => wordOf(row[name]))), bad: rows.map((row) => names.some((name) => badness(name, row[name]) === true && name !== 'enough')) }
  }
  if (value && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length) {
    const entries = Object.entries(value as Result)
    if (entries.every(([, one]) => one && typeof one === 'object' && !Array.isArray(one))) {
      const names = [...new Set(entries.flatMap(([, one]) => Object.keys(one as Result)))]
      return { key, columns: [t('fig.item'), ...names.map(titleOf)], rows: entries.map(([name, one]) => [titleOf(name), ...names.map((each) => wordOf((one as Result)[each]))]), bad: entries.map(() => false) }
    }
  }
  return null
}
/// Maps by item (class, times over, index of each) joined into one table.
function perItem(result: Result): { table: AnswerTable | null; used: Set<string> } {
  const maps = ['per_item', 'times_over', 'IAQI', 'I', 'load_share'].filter((key) => result[key] && typeof result[key] === 'object' && !Array.isArray(result[key]) && Object.keys(result[key] as Result).length)
  if (!maps.length) return { table: null, used: new Set() }
  const names = [...new Set(maps.flatMap((key) => Object.keys(result[key] as Result)))]
  const of = (key: string, name: string): unknown => (result[key] as Result)[name]
  return {
    table: { key: 'per_item', columns: [t('fig.item'), ...maps.map(titleOf)], rows: names.map((name) => [name, ...maps.map((key) => (of(key, name) === undefined ? '—' : wordOf(of(key, name))))]), bad: names.map((name) => maps.some((key) => badness(key, of(key, name)) === true) || (maps.includes('times_over') && of('times_over', name) !== undefined)) },
    used: new Set(maps),
  }
}
export function partsOf(answer: Answer): Parts {
  const result = (answer.result ?? {}) as Result
  const { head, used } = headOf(result)
  const items = perItem(result)
  const parts: Parts = { head, facts: [], tables: items.table ? [items.table] : [], lists: [], sentences: [] }
  for (const [key, value] of Object.entries(result)) {
    if (key === 'how' || key === 'sentence') parts.sentences.push(String(value))
    if (used.has(key) || items.used.has(key) || folded.has(key) || value === null || value === '' || `${key}_text` in result) continue
    const table = tableOf(key, value)
    if (table) parts.tables.push(table)
    else if (Array.isArray(value) && key === 'reasons') parts.lists.push({ key, title: titleOf(key), items: value.map(wordOf) })
    else if (!(typeof value === 'object' && !Array.isArray(value) && !Object.keys(value as Result).length)) {
      parts.facts.push({ key, title: titleOf(key.replace(/_text$/, '')), text: Array.isArray(value) && !value.length ? t('calc.none') : wordOf(value), bad: badness(key, value) })
    }
  }
  const missing = result.missing
  if (Array.isArray(missing) && missing.length) parts.lists.push({ key: 'missing', title: titleOf('missing'), items: missing.map(String) })
  return parts
}
/// Notes without repeats; those that speak of numbers from memory apart.
export function notesOf(answer: Answer): { plain: string[]; unsure: string[] } {
  const all = [...new Set(answer.notes ?? [])]
  return { plain: all.filter((one) => !isUnsure(one)), unsure: all.filter(isUnsure) }
}
export const basisOf = (answer: Answer): string[] => [...new Set((answer.basis ?? []).map((one) => [one.standard, one.clause].filter(Boolean).join(' ')))]
