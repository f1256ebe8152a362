const words: Readonly<Record<string, string>> = {
  get_timeline: 'the timeline',
  get_payment: 'the payment',
  get_shipment: 'the shipment',
  get_stock: 'the stock',
  get_customer_history: "the customer's history",
  compare_order: 'the comparison with other orders',
  get_dead_letters: 'the dead letters',
  get_circuits: 'the circuits',
  search_orders: 'the search for orders',
  get_overview: 'the overview',
  find_stuck_orders: 'the stuck orders',
};

/** What a tool would have told, for people. */
export function describeTool(name: string): string {
  return words[name] ?? name;
}
