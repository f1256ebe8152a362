/** What to try first, ready to be pasted into a shell. */
export function welcome(gateway: string, mail: string): readonly string[] {
  const api = `${gateway}/api/v1`;
  const json = `-H 'content-type: application/json'`;
  const address = '{"name":"Ada Lovelace","street":"1 Main St","city":"London","postalCode":"N1 9GU","country":"GB"}';
  const order = `{"items":[{"sku":"SKU","quantity":1}],"shippingAddress":${address},"payment":{"method":"card","token":"tok_visa"}}`;
  return [
    '',
    `The shop is open at ${gateway} (API: ${api}, its description: ${gateway}/docs, customers' mail: ${mail})`,
    '',
    `  curl -s ${api}/auth/login ${json} -d '{"email":"customer@shop.test","password":"demo-password"}'`,
    '  TOKEN=…        # the accessToken of the answer',
    `  curl -s ${api}/products?limit=5 -H "authorization: Bearer $TOKEN"`,
    `  curl -s ${api}/orders ${json} -H "authorization: Bearer $TOKEN" -d '${order}'`,
    `  curl -s ${api}/orders/ID/timeline -H "authorization: Bearer $TOKEN"`,
    '',
  ];
}
