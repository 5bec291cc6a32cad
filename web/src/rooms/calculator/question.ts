// A question to the calculator: the form's texts become a line as `biyun assess` reads it, and a line fills the form.
import type { EvaluationSchemas } from '@/api/client'
import { named } from '@/kit/i18n'

export type Topic = EvaluationSchemas['Topic']
export type TopicField = EvaluationSchemas['TopicField']
export type Question = Record<string, unknown>
export interface FreeItem { name: string; value: string }
/// What is written in the form; everything is text until it is asked, so that digits stay as they were written.
export interface Draft { on: string; values: Record<string, string>; items: FreeItem[] }

export const groups = ['air', 'water', 'groundwater', 'noise', 'soil', 'ecology', 'emission', 'carbon', 'other'] as const
export const topicTitle = (topic: Topic): string => named(topic.title, topic.title_en)
export const fieldTitle = (field: TopicField): string => named(field.title, field.title_en) || field.name
export const emptyDraft = (): Draft => ({ on: '', values: {}, items: [] })
export const items_most = 200

const text = (value: unknown): string => {
  if (Array.isArray(value)) return value.map((one) => (one === null ? '-' : text(one))).join(', ')
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
/// "35, 41, -, 28" or a pasted column; what is missing stays a place in the list.
export function listOf(written: string): (string | null)[] {
  const parts = written.trim().split(/\s*[,，;；\n\t]\s*|\s+/)
  return parts.length === 1 && parts[0] === '' ? [] : parts.map((one) => (['', '-', '—', 'null', '缺'].includes(one) ? null : one))
}
function valueOf(field: TopicField, written: string): unknown {
  switch (field.kind) {
    case 'numbers': return listOf(written)
    case 'yes_no': return written === 'true'
    default: return written.trim()
  }
}
/// An item measured more than once is a list of numbers.
const itemValue = (written: string): unknown => (/[,，\n]/.test(written.trim()) ? listOf(written) : written.trim())

export function questionOf(topic: Topic, draft: Draft): Question {
  const question: Question = { topic: topic.id }
  if (draft.on) question.on = draft.on
  const inputs: Record<string, unknown> = {}
  for (const field of topic.fields) {
    const written = draft.values[field.name] ?? ''
    if (written.trim() === '') continue
    if (field.option) question[field.name] = valueOf(field, written)
    else inputs[field.name] = valueOf(field, written)
  }
  for (const one of draft.items) if (one.name.trim() && one.value.trim()) inputs[one.name.trim()] = itemValue(one.value)
  question.inputs = inputs
  return question
}
/// The form as a question would have filled it. What the topic has no field for is a free item, or is left out where there are none.
export function draftOf(topic: Topic, question: Question): Draft {
  const inputs = question.inputs && typeof question.inputs === 'object' ? (question.inputs as Record<string, unknown>) : {}
  const draft: Draft = { on: text(question.on), values: {}, items: [] }
  for (const field of topic.fields) {
    const given = field.option ? question[field.name] : inputs[field.name]
    if (given !== undefined) draft.values[field.name] = text(given)
  }
  const own = new Set(topic.fields.filter((field) => !field.option).map((field) => field.name))
  if (topic.any_item) draft.items = Object.entries(inputs).filter(([name]) => !own.has(name)).map(([name, value]) => ({ name, value: text(value) }))
  return draft
}
export function parseQuestion(line: string): Question | null {
  try {
    const read: unknown = JSON.parse(line)
    return read && typeof read === 'object' && !Array.isArray(read) ? (read as Question) : null
  } catch {
    return null
  }
}
export const exampleOf = (topic: Topic): Question => parseQuestion(topic.example) ?? { topic: topic.id, inputs: {} }

/// The field that a refusal speaks of: "inputs.day" → "day", "on" → "on".
export const fieldOf = (where: string): string => /(?:inputs\.)?([^\s,]+)$/.exec(where.trim())?.[1] ?? ''
/// Which edition judges on a day. Days compare as text.
export function editionOn(topic: Topic, on: string): Topic['editions'][number] | null {
  return topic.editions.find((one) => on !== '' && one.from <= on && (!one.to || on <= one.to)) ?? null
}
/// Must the day be written? With one edition only the server knows what to take.
export const needsDay = (topic: Topic): boolean => topic.editions.length > 1 && !topic.fields.some((field) => field.kind === 'day')

export function matches(topic: Topic, written: string): boolean {
  const all = `${topic.id} ${topic.title} ${topic.title_en} ${topic.standard}`.toLowerCase()
  return written.trim().toLowerCase().split(/\s+/).every((word) => all.includes(word))
}
export interface Line { number: number; question: Question | null; text: string }
export const lines_most = 1000
/// JSON lines; an array of questions or {"questions":[…]} does as well.
export function linesOf(written: string): Line[] {
  const whole = written.trim()
  if (whole === '') return []
  try {
    const read: unknown = JSON.parse(whole)
    const list = Array.isArray(read) ? read : Array.isArray((read as Question).questions) ? ((read as Question).questions as unknown[]) : null
    if (list) return list.map((one, i) => ({ number: i + 1, question: one && typeof one === 'object' ? (one as Question) : null, text: JSON.stringify(one) }))
  } catch {
    // Not one text: read by lines.
  }
  return whole.split(/\r?\n/).map((line, i) => ({ number: i + 1, question: parseQuestion(line), text: line })).filter((one) => one.text.trim() !== '')
}
