// A customer's story, told with a client library of Paystack that is not ours: node story.mjs BASE_URL SECRET_KEY
// The library has Paystack's address built in, so fetch is led elsewhere. Each line of the output is an assertion that held.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const [base, key] = process.argv.slice(2);
const real = globalThis.fetch;
globalThis.fetch = (url, init) => real(String(url).replace('https://api.paystack.co', base), init);

const Paystack = createRequire(import.meta.url)('paystack-sdk');
const paystack = new Paystack(key);
const email = 'ada@example.com';
const told = (what) => console.log(what);

const customer = await paystack.customer.create({ email, first_name: 'Ada', last_name: 'Obi' });
assert.equal(customer.status, true);
assert.equal((await paystack.customer.fetch(email)).data.customer_code, customer.data.customer_code);
assert.equal((await paystack.customer.update(customer.data.customer_code, { phone: '080' })).data.phone, '080');
assert.equal((await paystack.customer.list({ perPage: 5 })).data.length, 1);
told('customer');

const plan = await paystack.plan.create({ name: 'Pro', amount: 250000, interval: 'monthly' });
assert.equal((await paystack.plan.fetch(plan.data.plan_code)).data.id, plan.data.id);
assert.match((await paystack.plan.update(plan.data.plan_code, { name: 'Pro+' })).message, /0 subscription/);
assert.equal((await paystack.plan.list()).data[0].name, 'Pro+');
told('plan');

const begun = await paystack.transaction.initialize({
  email, amount: '20000', reference: 'first', callback_url: 'http://shop.example/back', metadata: { order: 7 },
});
assert.equal((await paystack.transaction.verify('first')).data.status, 'abandoned');
const answer = await real(begun.data.authorization_url, {
  method: 'POST', redirect: 'manual',
  body: new URLSearchParams({ number: '4084 0840 8408 4081', cvv: '408', expiry_month: '12', expiry_year: '2040' }),
});
assert.equal(answer.status, 303);
assert.equal(answer.headers.get('location'), 'http://shop.example/back?reference=first&trxref=first');
const first = (await paystack.transaction.verify('first')).data;
assert.equal(first.status, 'success');
assert.equal(first.metadata.order, 7);
assert.equal((await paystack.transaction.fetch(first.id)).data.reference, 'first');
assert.equal((await paystack.transaction.list({ status: 'success' })).data.length, 1);
told('payment');

const { authorization_code } = first.authorization;
const charged = await paystack.transaction.chargeAuthorization({ email, amount: '5000', authorization_code, reference: 'second' });
assert.equal(charged.data.status, 'success');
told('saved card');

const subscription = await paystack.subscription.create({ customer: email, plan: plan.data.plan_code, authorization: authorization_code });
const { subscription_code: code, email_token: token } = subscription.data;
assert.equal((await paystack.subscription.fetch(code)).data.status, 'active');
assert.equal((await paystack.subscription.list({ perPage: 1 })).data[0].subscription_code, code);
assert.match((await paystack.subscription.generateSubscriptionLink(code)).data.link, /subscription_token=/);
assert.equal((await paystack.subscription.sendUpdateSubscriptionLink(code)).status, true);
assert.equal((await paystack.subscription.disable({ code, token })).status, true);
assert.equal((await paystack.subscription.enable({ code, token })).status, true);
told('subscription');

const refund = await paystack.refund.create({ transaction: 'second', amount: 2000 });
assert.equal(refund.data.status, 'pending');
assert.equal((await paystack.refund.fetch(refund.data.id)).data.status, 'processed');
assert.equal((await paystack.refund.list()).data.length, 1);
told('refund');

assert.deepEqual((await paystack.dispute.list()).data, []);
await assert.rejects(paystack.transaction.initialize({ email, amount: '1', reference: 'first' }), (error) =>
  error.status === 400 && error.body.message === 'Duplicate Transaction Reference');
await assert.rejects(new Paystack('sk_test_wrong').plan.list(), (error) => error.status === 401 && error.body.message === 'Invalid key');
told('refusals');
