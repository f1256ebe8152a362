/** The matcher of the dashboards that have the variable `service`. */
export const of = 'service=~"$service"';
