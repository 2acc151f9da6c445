/** Waiting items of organizations. Organizations take turns; items of one organization keep their order. */
export class Turns<Item> {
  private readonly waiting = new Map<string, Item[]>();
  private count = 0;

  /** How many items wait: of all organizations, or of one. */
  size(organizationId?: string): number {
    return organizationId === undefined ? this.count : (this.waiting.get(organizationId)?.length ?? 0);
  }

  add(organizationId: string, item: Item): void {
    const own = this.waiting.get(organizationId);
    if (own) own.push(item);
    else this.waiting.set(organizationId, [item]);
    this.count++;
  }

  /** Takes an item out before its turn. Does nothing when it does not wait. */
  remove(organizationId: string, item: Item): void {
    const own = this.waiting.get(organizationId);
    const at = own?.indexOf(item) ?? -1;
    if (!own || at < 0) return;
    own.splice(at, 1);
    this.count--;
    if (own.length === 0) this.waiting.delete(organizationId);
  }

  /**
   * Takes the oldest item of the next organization in turn that `mayTake` allows; null when none does. That
   * organization's turn comes again after those of all others.
   */
  next(mayTake: (organizationId: string) => boolean): Item | null {
    for (const [organizationId, own] of this.waiting) {
      if (!mayTake(organizationId)) continue;
      const item = own.shift();
      this.waiting.delete(organizationId);
      if (own.length > 0) this.waiting.set(organizationId, own);
      if (item === undefined) continue;
      this.count--;
      return item;
    }
    return null;
  }

  /** Takes all items. */
  drain(): Item[] {
    const items = [...this.waiting.values()].flat();
    this.waiting.clear();
    this.count = 0;
    return items;
  }
}
