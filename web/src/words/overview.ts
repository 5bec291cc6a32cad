import type { Pair } from '@/kit/i18n'

export const overview = {
} as const satisfies Record<string, Pair>
