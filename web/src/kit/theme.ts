// Light or dark: as the system says until somebody chooses.
import { ref, watchEffect } from 'vue'

const stored = 'biyun.theme'
const system = window.matchMedia?.('(prefers-color-scheme: dark)').matches ?? false
const chosen = localStorage.getItem(stored)
export const dark = ref(chosen ? chosen === 'dark' : system)
// At once, so that a canvas that reads colours after the change reads the new ones.
watchEffect(() => document.documentElement.classList.toggle('dark', dark.value), { flush: 'sync' })

export function toggleTheme(): void {
  dark.value = !dark.value
  localStorage.setItem(stored, dark.value ? 'dark' : 'light')
}
/// A colour of the style sheet, for canvases.
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}
