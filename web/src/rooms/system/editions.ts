// Editions, their evidence, and which follows which.
import type { EvaluationSchemas } from '@/api/client'
import { t, type MessageKey } from '@/app/messages'
import { inForce, matches, type InForce } from './standards'

export type Edition = EvaluationSchemas['Edition']
export type EditionTable = EvaluationSchemas['EditionTable']
export type RowChange = EvaluationSchemas['RowChange']
export type Law = EvaluationSchemas['Law']
export type Evidence = EditionTable['evidence'][number]
export const evidences: Evidence[] = ['read', 'recalled', 'to_file']
export const shows = ['all', 'now', 'recalled', 'to_file', 'own'] as const
export type Show = (typeof shows)[number]

export interface Rows { all: number; read: number; recalled: number; to_file: number }
/// Rows that judge (worked cases are not among them), by evidence. What is to be filed has no number and so was not read.
export function rowsOf(edition: Pick<Edition, 'counts'>): Rows {
  const { limits, classes, grades, parameters, validity, break_points, recalled, to_file } = edition.counts
  const all = limits + classes + grades + parameters + validity + break_points
  return { all, recalled, to_file, read: Math.max(0, all - recalled - to_file) }
}
export const sumRows = (editions: Pick<Edition, 'counts'>[]): Rows => editions.map(rowsOf).reduce((sum, one) => ({ all: sum.all + one.all, read: sum.read + one.read, recalled: sum.recalled + one.recalled, to_file: sum.to_file + one.to_file }), { all: 0, read: 0, recalled: 0, to_file: 0 })
export const stateOn = (edition: Edition, on: string): InForce => inForce(edition as unknown as Parameters<typeof inForce>[0], on)
export function wanted(edition: Edition, show: Show, on: string, q: string): boolean {
  if (!matches(q, edition.id, edition.number, edition.title, edition.title_en)) return false
  if (show === 'now') return stateOn(edition, on) === 'now'
  if (show === 'recalled') return edition.recalled || edition.counts.recalled > 0
  if (show === 'own') return edition.own.length > 0
  return show !== 'to_file' || edition.counts.to_file > 0
}
/// Editions that follow one another: what a comparison begins with.
export function successions(editions: Edition[]): { a: Edition; b: Edition }[] {
  const by = new Map(editions.map((one) => [one.id, one]))
  return editions.flatMap((a) => {
    const b = by.get(a.replaced_by)
    return b ? [{ a, b }] : []
  })
}
export function countChanges(changes: RowChange[]): Record<RowChange['what'], number> {
  const out = { added: 0, removed: 0, changed: 0 }
  for (const one of changes) ++out[one.what]
  return out
}
export function countEvidence(table: EditionTable): Record<Evidence, number> {
  const out = { read: 0, recalled: 0, to_file: 0 }
  for (const one of table.evidence) ++out[one]
  return out
}
/// Rows of a table that hold all the words, each with its evidence.
export function rowsWith(table: EditionTable, q: string): { row: string[]; evidence: Evidence }[] {
  return table.rows.map((row, i) => ({ row, evidence: table.evidence[i] ?? 'read' })).filter((one) => matches(q, ...one.row))
}
/// A law holds on its last day too.
export const lawOn = (law: Law, on: string): InForce => (law.from && law.from > on ? 'future' : law.to && law.to < on ? 'past' : 'now')

const worded = (key: string, otherwise: string): string => {
  const word = t(key as MessageKey)
  return word === key ? otherwise : word
}
export const columnName = (column: string): string => worded(`edition.col.${column}`, column)
/// "classes 河流": the kind of rows, and the table's own name.
export function tableName(name: string): string {
  const [kind = '', ...own] = name.split(' ')
  return [worded(`edition.kind.${kind}`, kind), ...own].join(' ')
}
const tokens = ['at_most', 'at_least', 'between', 'hour', 'day', 'month', 'quarter', 'year', 'max8h', 'instant', 'measured', 'daytime', 'night', 'night_burst', 'night_frequent', 'night_occasional'] as const
/// The files' words as people say them; only whole words, names and numbers stay.
export const plainWords = (text: string): string => text.split(/([a-z][a-z0-9_]*)/).map((word, i, all) => (i % 2 === 1 && tokens.includes(word as (typeof tokens)[number]) && !/[\w.]$/.test(all[i - 1] ?? '') && !/^[\w.]/.test(all[i + 1] ?? '') ? worded(`edition.word.${word}`, word) : word)).join('')
