import type { Setting } from '../../shared/setting';

/** The settings whose name or description holds every word of a query: those with all in their name first. */
export function searchSettings(settings: readonly Setting[], query: string): Setting[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const holds = (text: string) => words.every((word) => text.includes(word));
  const byName: Setting[] = [];
  const byDescription: Setting[] = [];
  for (const setting of settings) {
    if (holds(setting.name)) byName.push(setting);
    else if (holds(`${setting.name} ${setting.description}`.toLowerCase())) byDescription.push(setting);
  }
  return [...byName, ...byDescription];
}
