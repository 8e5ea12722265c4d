/** An error that the customer may see, with its HTTP status. */
export class ShopError extends Error {
  name = 'ShopError';

  constructor(status, message, options) {
    super(message, options);
    this.status = status;
  }
}

export class PaymentDeclined extends ShopError {
  name = 'PaymentDeclined';

  constructor(reason) {
    super(402, `payment declined: ${reason}`);
  }
}

/** The next try may succeed. */
export class PaymentsBusy extends ShopError {
  name = 'PaymentsBusy';

  constructor() {
    super(503, 'payments are busy');
  }
}
