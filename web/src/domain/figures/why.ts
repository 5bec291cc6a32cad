// Why a figure is what it is, as a tree: where each node leads, how its state is said.
import type { EvaluationSchemas } from '@/api/client'
import { t } from '@/app/messages'
import { unit } from '@/kit/format'
import { locale, named } from '@/kit/i18n'
import { isQuantity } from './figure'

export type Why = EvaluationSchemas['Why']
export const why_states = ['missing', 'invalid', 'uncertain', 'excluded', 'cannot_judge'] as const
export type WhyState = (typeof why_states)[number]

export const whyTitle = (why: Why): string => named(why.title, why.title_en)
export const whyHow = (why: Why): string => named(why.how, why.how_en)
export const whyState = (why: Why): string => (why_states.includes(why.state as WhyState) ? t(`why.state.${why.state as WhyState}`) : (why.state ?? ''))
/// Signs beside the words, for eyes that run down the tree.
export const state_signs: Record<WhyState, string> = { missing: '∅', invalid: '✗', uncertain: '?', excluded: '⊘', cannot_judge: '!' }
export const whySign = (why: Why): string => state_signs[why.state as WhyState] ?? ''

/// One sentence "中文 / English: more" in the language that is read; what follows the colon, or a number at the end, belongs to both.
function half(note: string): string {
  const at = note.indexOf(' / ')
  if (at < 0) return note
  const [zh, en] = [note.slice(0, at), note.slice(at + 3)]
  if (locale.value === 'en') return en
  const tail = /: (.+)$/.exec(en)?.[1]
  if (tail && /[\d\u4e00-\u9fff]/.test(tail)) return `${zh}：${tail}` // names and numbers; words were said in Chinese
  const end = / (\d[\d.]*)$/.exec(en)?.[1]
  return end && !zh.includes(end) ? `${zh} ${end}` : zh
}
/// Several sentences are joined by "；".
const joint = (): string => (locale.value === 'en' ? '; ' : '；')
export const halfOf = (note: string | undefined): string => (note ?? '').split('；').map(half).join(joint())
/// Does a note say that something is uncertain, or does it only explain ("以P计")?
export const isUnsure = (note: string): boolean => /凭记忆|from memory|recalled|待核对|to be checked/.test(note)
/// A note's sentences, the uncertain ones marked; where the node itself is uncertain all are.
export function notesOf(why: Pick<Why, 'note' | 'state'>): { text: string; warns: boolean }[] {
  const unsure = why.state === 'uncertain' || why.state === 'cannot_judge'
  const all = (why.note ?? '').split('；').filter(Boolean)
  return all.map((one, i) => ({ text: half(one) + (i + 1 < all.length ? joint() : ''), warns: unsure || isUnsure(one) }))
}
/// What stands beside the value: the number before rounding, with its unit; where the value is a class or a word, the number it was given for.
export function exactOf(why: Pick<Why, 'value' | 'exact' | 'unit'>): string {
  if (!why.exact || why.exact === why.value) return ''
  return why.value && !isQuantity(why.value) ? t('why.of', { value: [why.exact, unit(why.unit)].filter(Boolean).join(' ') }) : t('why.exact', { value: why.exact })
}
export const canOpen = (why: Why): boolean => !!why.from?.length || !!why.ref

export interface Lead { to: string; kind: 'frame' | 'record' | 'point'; frame?: number }
/// The screen that shows what a reference names; null where only the tree itself goes on.
export function leadOf(ref: string | undefined): Lead | null {
  const parts = (ref ?? '').split('/')
  const digits = (text: string | undefined): text is string => /^\d+$/.test(text ?? '')
  const [head, first, second] = parts
  if (head === 'frame' && digits(first)) return { kind: 'frame', to: `/frames/${first}`, frame: Number(first) }
  if (head === 'record' && first && digits(second)) return { kind: 'record', to: `/registers/${first}/records/${second}` }
  const point = head === 'verdict' ? second : head === 'observation' || head === 'point' ? first : undefined
  return digits(point) ? { kind: 'point', to: `/monitor/${point}` } : null
}
/// What an opened reference says, put into the node that named it: the node keeps its own title and value.
export function opened(node: Why, answer: Why): Why {
  return { ...answer, title: node.title, title_en: node.title_en, value: node.value || answer.value, unit: node.unit || answer.unit, state: node.state || answer.state, note: [...new Set([node.note, answer.note].filter(Boolean))].join('；'), ref: node.ref, basis: node.basis?.length ? node.basis : answer.basis }
}
/// How many nodes are there, and how deep; for a sentence above the tree.
export function sizeOf(why: Why): { nodes: number; depth: number } {
  const under = (why.from ?? []).map(sizeOf)
  return { nodes: 1 + under.reduce((sum, one) => sum + one.nodes, 0), depth: 1 + Math.max(0, ...under.map((one) => one.depth)) }
}
