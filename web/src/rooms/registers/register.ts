// A register as the screens hold it: its definition, its fields in sections, what may be done.
import type { LedgerSchemas } from '@/api/client'
import { t, type MessageKey } from '@/app/messages'
import { titled, type Title } from '@/kit/i18n'

export type Summary = LedgerSchemas['RegisterSummary']
export type Definition = LedgerSchemas['Definition']
export type Field = LedgerSchemas['Field']
export type FieldType = Field['type']
export type Row = LedgerSchemas['Record']
export type Detail = LedgerSchemas['RecordDetail']
export type OpenMove = LedgerSchemas['OpenMove']
export type Value = LedgerSchemas['Value']
export type Values = LedgerSchemas['Values']
export type KeptFile = LedgerSchemas['File']
export type Code = LedgerSchemas['Code']
export type Version = LedgerSchemas['Version']
export type Changed = LedgerSchemas['Changed']
export type View = LedgerSchemas['View']

/// Properties every record has beside its fields, in the order lists offer them.
export const own_properties = ['id', 'state', 'state_since', 'due', 'overdue', 'origin', 'created_at', 'created_by', 'changed_at', 'changed_by', 'version'] as const
export type Own = (typeof own_properties)[number]
export const isOwn = (id: string): id is Own => own_properties.includes(id as Own)

export const fieldOf = (def: Definition, id: string): Field | undefined => def.fields.find((field) => field.id === id)
export function titleOf(def: Definition, id: string): string {
  if (id === 'geometry') return t('registers.place')
  if (id === 'withdrawn') return t('registers.withdrawn')
  return isOwn(id) ? t(`registers.own.${id}` as MessageKey) : titled(fieldOf(def, id)?.title) || id
}

export interface Section { title: Title | null; fields: Field[] }
/// Fields under the headings of the definition: a heading holds until the next one.
export function sectionsOf(fields: Field[]): Section[] {
  const out: Section[] = []
  for (const field of fields) {
    const last = out[out.length - 1]
    const opens = !!field.section.zh && field.section.zh !== last?.title?.zh
    if (!last || opens) out.push({ title: field.section.zh ? field.section : null, fields: [field] })
    else last.fields.push(field)
  }
  return out
}
export const isFiles = (type: FieldType): boolean => type === 'attachment' || type === 'photo' || type === 'signature'
export const isNumber = (type: FieldType): boolean => type === 'number' || type === 'decimal'
export const isWide = (field: Field): boolean => field.type === 'memo' || field.type === 'codes' || isFiles(field.type)
/// Columns that the server can sort by.
const unsortable = new Set<FieldType>(['codes', 'attachment', 'photo', 'signature', 'memo'])
export const canSort = (def: Definition, id: string): boolean => {
  if (isOwn(id)) return id !== 'overdue' && id !== 'state_since'
  const field = fieldOf(def, id)
  return !!field && !unsortable.has(field.type)
}
export const stateOf = (def: Definition, id: string | null) => def.lifecycle?.states.find((state) => state.id === id)
export const stateTitle = (def: Definition, id: string | null): string => (id ? titled(stateOf(def, id)?.title) || id : '—')

/// What a list shows when nobody has chosen: the definition's columns; beside the name the state and, where there are terms, the day it is due.
export function usualColumns(def: Definition): string[] {
  const shown = def.columns.filter((id) => fieldOf(def, id))
  const columns = shown.length ? shown : [def.name]
  const terms = def.lifecycle?.states.some((state) => state.due || state.due_field)
  const at = columns.indexOf(def.name) + 1 || columns.length
  return [...columns.slice(0, at), ...(def.lifecycle ? ['state'] : []), ...(terms ? ['due'] : []), ...columns.slice(at)]
}

const origins = ['real', 'invented', 'published', 'imported'] as const
export const originName = (origin: string): string => (origins.includes(origin as (typeof origins)[number]) ? t(`registers.origin.${origin as (typeof origins)[number]}`) : origin)

const actions = ['create', 'change', 'move', 'withdraw', 'restore', 'merge', 'import'] as const
export function actionName(def: Definition, action: string): string {
  const move = action.startsWith('move:') ? def.lifecycle?.moves.find((one) => one.id === action.slice(5)) : undefined
  if (move) return titled(move.title)
  return actions.includes(action as (typeof actions)[number]) ? t(`registers.did.${action as (typeof actions)[number]}`) : action
}
/// The version of a record as HTTP names it.
export const tag = (version: number): Record<string, string> => ({ 'If-Match': `"${version}"` })
export const place = (reg: string, id?: number): string => (id === undefined ? `/registers/${reg}` : `/registers/${reg}/records/${id}`)
