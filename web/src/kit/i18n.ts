// Two languages from one table; text is plain, never markup.
import { ref, watch } from 'vue'

export type Locale = 'zh' | 'en'
export type Pair = readonly [zh: string, en: string]
export type Title = { zh: string; en: string }

const stored = 'biyun.locale'
export const locale = ref<Locale>(localStorage.getItem(stored) === 'en' ? 'en' : 'zh')
watch(
  locale,
  (now) => {
    localStorage.setItem(stored, now)
    document.documentElement.lang = now === 'zh' ? 'zh-CN' : 'en'
  },
  { immediate: true },
)

export function say(pair: Pair, values: Record<string, string | number> = {}): string {
  const text = pair[locale.value === 'zh' ? 0 : 1]
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}

/// A text that the server gives in both languages.
export function titled(title: Title | undefined | null): string {
  if (!title) return ''
  return locale.value === 'zh' ? title.zh : title.en || title.zh
}
/// A name with an optional English one.
export function named(zh: string | undefined, en: string | undefined): string {
  return (locale.value === 'en' && en) || zh || en || ''
}

/// Words that the kit itself shows; the application gives them once, at the start.
export type KitWord =
  | 'loading' | 'empty' | 'retry' | 'failed' | 'no_right' | 'csv' | 'previous' | 'next' | 'page_of' | 'copy' | 'copied' | 'sort_by'
  | 'all_in_sight' | 'draw.point' | 'draw.line' | 'draw.polygon' | 'draw_undo' | 'draw_finish' | 'draw_remove' | 'draw_point' | 'draw_corners' | 'draw_modify' | 'draw_begin'
  | 'sign_here' | 'sign_again' | 'zoom_in' | 'zoom_out' | 'fit' | 'north' | 'mend' | 'rows' | 'sort' | 'sort_none' | 'not_found' | 'busy' | 'unreachable' | 'days' | 'hours' | 'minutes' | 'seconds'
let kitWords: Partial<Record<KitWord, Pair>> = {}
export function giveKitWords(words: Partial<Record<KitWord, Pair>>): void {
  kitWords = words
}
export function word(key: KitWord, values: Record<string, string | number> = {}): string {
  return say(kitWords[key] ?? [key, key], values)
}
