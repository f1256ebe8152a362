/** Who asks. */
export interface Viewer {
  readonly id: string;
  readonly roles: readonly string[];
}

export function isStaff({ roles }: Viewer): boolean {
  return roles.includes('support') || roles.includes('admin');
}

export function maySee(viewer: Viewer, customerId: string): boolean {
  return viewer.id === customerId || isStaff(viewer);
}
