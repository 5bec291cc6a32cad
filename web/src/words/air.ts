import type { Pair } from '@/kit/i18n'

export const air = {
} as const satisfies Record<string, Pair>
