// The ground of every map here: the district, its rivers and its boundary.
import { computed } from 'vue'
import { about } from '@/api/session'
import type { Ground } from '@/kit/map/baseMap'

const district_zoom = 10.4
export const useGround = () => computed<Ground | null>(() => (about.value ? { center: [about.value.district.longitude, about.value.district.latitude], zoom: district_zoom, lines: '/map/rivers.geojson', boundary: '/map/boundary.geojson' } : null))
