// Conditions on fields as CQL2 text and back. What a person typed beyond that is kept as it is and not taken apart.
import { fieldOf, isFiles, isOwn, type Definition, type FieldType } from './register'

export type Kind = 'text' | 'number' | 'date' | 'time' | 'truth' | 'code' | 'codes' | 'area' | 'reference' | 'files'
export type Operator = 'has' | 'is' | 'begins' | 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge' | 'between' | 'yes' | 'no' | 'in' | 'not_in' | 'any' | 'all' | 'within' | 'none' | 'some'
export interface Condition { field: string; op: Operator; values: string[] }
export interface Filter { join: 'and' | 'or'; conditions: Condition[] }

const of_type: Partial<Record<FieldType, Kind>> = { number: 'number', decimal: 'number', date: 'date', time: 'time', yes_no: 'truth', code: 'code', department: 'code', codes: 'codes', grid_cell: 'area', reference: 'reference' }
const of_own: Record<string, Kind> = { id: 'number', version: 'number', state: 'code', origin: 'code', due: 'date', overdue: 'truth', created_at: 'time', changed_at: 'time', created_by: 'text', changed_by: 'text' }
export function kindOf(def: Definition, id: string): Kind | null {
  if (isOwn(id)) return of_own[id] ?? null
  const field = fieldOf(def, id)
  if (!field) return null
  return isFiles(field.type) ? 'files' : of_type[field.type] ?? 'text'
}
export const operators: Record<Kind, Operator[]> = {
  text: ['has', 'is', 'begins', 'none', 'some'],
  number: ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'between', 'none', 'some'],
  date: ['eq', 'lt', 'ge', 'le', 'between', 'none', 'some'],
  time: ['lt', 'ge', 'between', 'none', 'some'],
  truth: ['yes', 'no', 'none'],
  code: ['in', 'not_in', 'none', 'some'],
  codes: ['any', 'all', 'none', 'some'],
  area: ['within', 'none', 'some'],
  reference: ['in', 'none', 'some'],
  files: ['some', 'none'],
}
/// How many values an operator takes; 9 = a list.
export const takes = (op: Operator): 0 | 1 | 2 | 9 => (['none', 'some', 'yes', 'no'].includes(op) ? 0 : op === 'between' ? 2 : ['in', 'not_in', 'any', 'all'].includes(op) ? 9 : 1)
export const complete = (one: Condition): boolean => {
  const wanted = takes(one.op)
  const given = one.values.filter((value) => value.trim() !== '').length
  return wanted === 9 ? given > 0 : given >= wanted
}

const reserved = new Set('and or not like in between is null true false date timestamp interval casei accenti div point polygon linestring bbox'.split(' '))
export const nameOf = (id: string): string => (/^[a-z_][a-z0-9_]*$/i.test(id) && !reserved.has(id.toLowerCase()) ? id : `"${id}"`)
const text = (value: string): string => `'${value.replace(/'/g, "''")}'`
const pattern = (value: string): string => value.replace(/[\\%_]/g, '\\$&')
const signs: Partial<Record<Operator, string>> = { eq: '=', ne: '<>', lt: '<', le: '<=', gt: '>', ge: '>=' }

function literal(kind: Kind, value: string): string {
  if (kind === 'number' || kind === 'reference') return value.trim()
  return kind === 'date' || kind === 'time' ? `DATE('${value}')` : text(value)
}
function one(def: Definition, condition: Condition): string {
  const kind = kindOf(def, condition.field) ?? 'text'
  const name = nameOf(condition.field)
  const given = condition.values.filter((value) => value.trim() !== '')
  const [first = '', second = ''] = given
  const list = given.map((value) => literal(kind, value)).join(',')
  switch (condition.op) {
    case 'none': return `${name} IS NULL`
    case 'some': return `${name} IS NOT NULL`
    case 'yes': return `${name} = TRUE`
    case 'no': return `${name} = FALSE`
    case 'has': return `CASEI(${name}) LIKE CASEI(${text(`%${pattern(first)}%`)})`
    case 'begins': case 'within': return `${name} LIKE ${text(`${pattern(first)}%`)}`
    case 'is': return `${name} = ${text(first)}`
    case 'in': return `${name} IN (${list})`
    case 'not_in': return `${name} NOT IN (${list})`
    case 'any': return `A_OVERLAPS(${name},(${list}${given.length === 1 ? ',' : ''}))`
    case 'all': return `A_CONTAINS(${name},(${list}${given.length === 1 ? ',' : ''}))`
    case 'between': return `${name} BETWEEN ${literal(kind, first)} AND ${literal(kind, second)}`
    default: return `${name} ${signs[condition.op]} ${literal(kind, first)}`
  }
}
export function toText(def: Definition, filter: Filter): string {
  return filter.conditions.filter(complete).map((condition) => one(def, condition)).join(filter.join === 'and' ? ' AND ' : ' OR ')
}

// ---- back ----
interface Token { kind: 'word' | 'text' | 'number' | 'sign'; value: string }
function cut(source: string): Token[] | null {
  const out: Token[] = []
  const shape = /\s*(?:'((?:[^']|'')*)'|"([^"]+)"|([A-Za-z_][A-Za-z0-9_]*)|(-?\d+(?:\.\d+)?)|(<>|<=|>=|[=<>(),]))/y
  while (shape.lastIndex < source.trimEnd().length) {
    const found = shape.exec(source)
    if (!found) return null
    const [, quoted, name, word, number, sign] = found
    if (quoted !== undefined) out.push({ kind: 'text', value: quoted.replace(/''/g, "'") })
    else if (number !== undefined) out.push({ kind: 'number', value: number })
    else if (sign !== undefined) out.push({ kind: 'sign', value: sign })
    else out.push({ kind: 'word', value: name ?? word ?? '' })
  }
  return out
}
const unescape = (value: string): string => value.replace(/\\([\\%_])/g, '$1')

class Reader {
  private at = 0
  constructor(private readonly tokens: Token[], private readonly def: Definition) {}
  get ended(): boolean { return this.at >= this.tokens.length }
  private peek(ahead = 0): string { return this.tokens[this.at + ahead]?.value ?? '' }
  private is(...words: string[]): boolean { return words.every((word, i) => this.peek(i).toUpperCase() === word && this.tokens[this.at + i]?.kind !== 'text') }
  take(...words: string[]): boolean {
    if (!this.is(...words)) return false
    this.at += words.length
    return true
  }
  private literal(): string | null {
    const token = this.tokens[this.at]
    if (!token) return null
    if (this.take('DATE', '(')) {
      const day = this.tokens[this.at++]
      return day?.kind === 'text' && this.take(')') ? day.value : null
    }
    if (token.kind !== 'text' && token.kind !== 'number') return null
    ++this.at
    return token.value
  }
  private list(): string[] | null {
    const out: string[] = []
    if (!this.take('(')) return null
    while (!this.take(')')) {
      const value = this.literal()
      if (value === null) return null
      out.push(value)
      if (!this.take(',') && !this.is(')')) return null
    }
    return out
  }
  private like(field: string, folded: boolean): Condition | null {
    if (folded && !this.take('CASEI', '(')) return null
    const value = this.literal()
    if (value === null || (folded && !this.take(')')) || !value.endsWith('%')) return null
    const body = value.slice(folded ? 1 : 0, -1)
    if ((folded && !value.startsWith('%')) || /(^|[^\\])[%_]/.test(body)) return null
    return { field, op: folded ? 'has' : kindOf(this.def, field) === 'area' ? 'within' : 'begins', values: [unescape(body)] }
  }
  private compared(field: string): Condition | null {
    const sign = this.peek()
    const op = (Object.keys(signs) as Operator[]).find((key) => signs[key] === sign)
    if (!op) return null
    ++this.at
    if (op === 'eq' && this.take('TRUE')) return { field, op: 'yes', values: [] }
    if (op === 'eq' && this.take('FALSE')) return { field, op: 'no', values: [] }
    const value = this.literal()
    if (value === null) return null
    const kind = kindOf(this.def, field)
    return { field, op: kind === 'text' && op === 'eq' ? 'is' : (kind === 'code' || kind === 'reference') && op === 'eq' ? 'in' : op, values: [value] }
  }
  condition(): Condition | null {
    for (const [word, op] of [['A_OVERLAPS', 'any'], ['A_CONTAINS', 'all']] as const) {
      if (!this.take(word, '(')) continue
      const field = this.peek()
      ++this.at
      const values = this.take(',') ? this.list() : null
      return values && this.take(')') ? { field, op, values } : null
    }
    const folded = this.take('CASEI', '(')
    const field = this.peek()
    ++this.at
    if (folded && !this.take(')')) return null
    if (this.take('LIKE')) return this.like(field, folded)
    if (folded) return null
    if (this.take('IS', 'NULL')) return { field, op: 'none', values: [] }
    if (this.take('IS', 'NOT', 'NULL')) return { field, op: 'some', values: [] }
    if (this.is('NOT', 'IN') || this.is('IN')) {
      const op = this.take('NOT', 'IN') ? 'not_in' : 'in'
      if (op === 'in') this.take('IN')
      const values = this.list()
      return values ? { field, op, values } : null
    }
    if (this.take('BETWEEN')) {
      const low = this.literal()
      const high = this.take('AND') ? this.literal() : null
      return low !== null && high !== null ? { field, op: 'between', values: [low, high] } : null
    }
    return this.compared(field)
  }
}
/// null: more than the builder can show.
export function fromText(def: Definition, source: string): Filter | null {
  if (!source.trim()) return { join: 'and', conditions: [] }
  const tokens = cut(source)
  if (!tokens) return null
  const reader = new Reader(tokens, def)
  const conditions: Condition[] = []
  let join: Filter['join'] | null = null
  for (;;) {
    const condition = reader.condition()
    const kind = condition ? kindOf(def, condition.field) : null
    if (!condition || !kind || !operators[kind].includes(condition.op)) return null
    conditions.push(condition)
    if (reader.ended) return { join: join ?? 'and', conditions }
    const next = reader.take('AND') ? 'and' : reader.take('OR') ? 'or' : null
    if (!next || (join && next !== join)) return null
    join = next
  }
}

/// A filter beside the chosen states; `shift` is where the person's own text begins in it.
export function combined(filter: string, states: string[]): { text: string; shift: number } {
  const chosen = states.length ? `state IN (${states.map(text).join(',')})` : ''
  if (!filter.trim()) return { text: chosen, shift: 0 }
  return chosen ? { text: `(${filter}) AND ${chosen}`, shift: 1 } : { text: filter, shift: 0 }
}
/// The character that a refusal of a filter names, from 0; null when it names none.
export function characterIn(problem: { where: string; detail: string } | null, shift: number): number | null {
  const found = /character (\d+)/.exec(`${problem?.where ?? ''} ${problem?.detail ?? ''}`)
  return found ? Math.max(0, Number(found[1]) - 1 - shift) : null
}
