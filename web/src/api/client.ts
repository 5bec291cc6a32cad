// The only door to the server: typed by the contract, problems as values that a screen can show.
import type { paths as ConsolePaths, components } from './schema'
import type { paths as EvaluationPaths, components as EvaluationComponents } from './evaluations'
import type { paths as LedgerPaths, components as LedgerComponents } from './ledgers'

type paths = ConsolePaths & LedgerPaths & EvaluationPaths
export type Schemas = components['schemas']
export type LedgerSchemas = LedgerComponents['schemas']
export type EvaluationSchemas = EvaluationComponents['schemas']
export type Query = Record<string, string | number | boolean | undefined | null>

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
type JsonOf<R> = R extends { content: { 'application/json': infer T } } ? T : never
type AnswerOf<O> = O extends { responses: infer R } ? JsonOf<R extends { 200: infer A } ? A : R extends { 201: infer B } ? B : R extends { 202: infer C } ? C : never> : never
type Paths<M extends Method> = { [P in keyof paths]: paths[P] extends { [K in M]: { responses: unknown } } ? P : never }[keyof paths]
export type Answer<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O } ? AnswerOf<O> : never
export type Page<T> = { items: T[]; total: number; skip: number; limit: number }

export type FieldProblem = { code: string; detail: string; where?: string; mend?: string }

/// What the server refused, in sentences (RFC 9457).
export class Problem extends Error {
  readonly name = 'Problem'
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly where = '',
    readonly mend = '',
    readonly errors: FieldProblem[] = [],
    readonly body: Record<string, unknown> = {}, // whole, for what a problem carries besides: 412 `current`, `differs`
  ) {
    super(detail)
  }
}

const root = '/api/v1'
let csrf = ''
let onUnauthenticated: () => void = () => undefined
export function useCsrf(token: string): void {
  csrf = token
}
export function whenUnauthenticated(then: () => void): void {
  onUnauthenticated = then
}

function address(path: string, params: Record<string, string | number> = {}, query: Query = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(params[name])))
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value))
  }
  const text = search.toString()
  return root + filled + (text ? `?${text}` : '')
}

/// The same list as a table, at its stable address.
export function csvAddress(path: keyof paths, params: Record<string, string | number> = {}, query: Query = {}): string {
  return address(`${path}.csv`, params, query)
}
/// Where a browser itself fetches something: a download, a picture.
export function addressOf(path: keyof paths, params: Record<string, string | number> = {}, query: Query = {}): string {
  return address(path, params, query)
}
export const events_address = `${root}/events`

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
async function problemOf(response: Response): Promise<Problem> {
  let body: Record<string, unknown> = {}
  try {
    body = (await response.json()) as Record<string, unknown>
  } catch {
    body = {}
  }
  const errors = Array.isArray(body.errors) ? (body.errors as FieldProblem[]) : []
  return new Problem(response.status, text(body.code) || `http_${response.status}`, text(body.detail) || text(body.title) || response.statusText,
    text(body.where), text(body.mend), errors, body)
}

interface Ask {
  params?: Record<string, string | number>
  query?: Query
  body?: unknown // bytes go as they are, all else as JSON
  headers?: Record<string, string> // If-Match, Idempotency-Key; Content-Type of bytes that are something by name
  signal?: AbortSignal
}

async function ask<T>(method: Method, path: string, options: Ask): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json', ...options.headers }
  const bytes = options.body instanceof Blob
  if (options.body !== undefined) headers['Content-Type'] ??= bytes ? 'application/octet-stream' : 'application/json'
  if (method !== 'get' && csrf) headers['X-CSRF-Token'] = csrf
  let response: Response
  try {
    response = await fetch(address(path, options.params, options.query), {
      method: method.toUpperCase(),
      headers,
      credentials: 'same-origin',
      body: options.body === undefined ? undefined : bytes ? (options.body as Blob) : JSON.stringify(options.body),
      signal: options.signal,
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new Problem(0, 'unreachable', '')
  }
  if (!response.ok) {
    const problem = await problemOf(response)
    if (response.status === 401 && path !== '/session') onUnauthenticated()
    throw problem
  }
  if (response.status === 204) return undefined as T
  return (await response.json()) as T
}

export const get = <P extends Paths<'get'>>(path: P, options: Ask = {}) => ask<Answer<P, 'get'>>('get', path, options)
export const post = <P extends Paths<'post'>>(path: P, options: Ask = {}) => ask<Answer<P, 'post'>>('post', path, options)
export const put = <P extends Paths<'put'>>(path: P, options: Ask = {}) => ask<Answer<P, 'put'>>('put', path, options)
export const patch = <P extends Paths<'patch'>>(path: P, options: Ask = {}) => ask<Answer<P, 'patch'>>('patch', path, options)
export const del = <P extends Paths<'delete'>>(path: P, options: Ask = {}) => ask<void>('delete', path, options)

/// The name that an attachment comes with: RFC 6266, the one in UTF-8 first.
export function fileName(disposition: string | null, otherwise: string): string {
  const long = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1]
  try {
    if (long) return decodeURIComponent(long)
  } catch {
    return otherwise
  }
  return /filename="([^"]+)"/i.exec(disposition ?? '')?.[1] ?? otherwise
}
/// A file made by the server; how many bytes came so far is told on the way.
export async function getFile(path: keyof paths, options: Ask & { onBytes?: (n: number) => void } = {}): Promise<{ blob: Blob; name: string }> {
  let response: Response
  try {
    response = await fetch(address(path, options.params, options.query), { credentials: 'same-origin', signal: options.signal })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new Problem(0, 'unreachable', '')
  }
  if (!response.ok) {
    if (response.status === 401) onUnauthenticated()
    throw await problemOf(response)
  }
  const parts: BlobPart[] = []
  const reader = response.body?.getReader()
  for (let n = 0; reader; ) {
    const { done, value } = await reader.read()
    if (done) break
    parts.push(value as BlobPart)
    n += value.byteLength
    options.onBytes?.(n)
  }
  return { blob: new Blob(parts, { type: response.headers.get('Content-Type') ?? '' }), name: fileName(response.headers.get('Content-Disposition'), 'report') }
}

interface Sending {
  query?: Query
  onProgress?: (share: number) => void // 0 to 1 of what has been sent
  signal?: AbortSignal
}
/// Sends bytes and tells how far it is: fetch cannot.
export function upload<P extends Paths<'post'>>(path: P, bytes: Blob, options: Sending = {}): Promise<Answer<P, 'post'>> {
  return new Promise((take, refuse) => {
    const request = new XMLHttpRequest()
    request.open('POST', address(path, {}, options.query))
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    if (csrf) request.setRequestHeader('X-CSRF-Token', csrf)
    request.upload.onprogress = (event) => { if (event.lengthComputable) options.onProgress?.(event.loaded / event.total) }
    request.onload = () => {
      const body = new Response(request.responseText, { status: request.status || 500, statusText: request.statusText })
      if (request.status >= 200 && request.status < 300) {
        void body.json().then((answer) => take(answer as Answer<P, 'post'>), refuse)
        return
      }
      if (request.status === 401) onUnauthenticated()
      void problemOf(body).then(refuse)
    }
    request.onerror = () => refuse(new Problem(0, 'unreachable', ''))
    request.onabort = () => refuse(new Problem(0, 'cancelled', ''))
    options.signal?.addEventListener('abort', () => request.abort())
    request.send(bytes)
  })
}
