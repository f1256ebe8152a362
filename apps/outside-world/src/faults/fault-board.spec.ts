import { FaultBoard } from './fault-board.js';

describe('FaultBoard', () => {
  it('gives a fault to every request until it is cleared', () => {
    const board = new FaultBoard();
    board.set({ target: 'payments', status: 503 });
    expect([board.take('payments'), board.take('payments')]).toMatchObject([{ status: 503 }, { status: 503 }]);
    board.clear();

    expect(board.take('payments')).toBeUndefined();
  });

  it('uses up a fault that is set for so many times', () => {
    const board = new FaultBoard();
    board.set({ target: 'carrier', status: 500, times: 2 });
    const met = [1, 2, 3].map(() => board.take('carrier')?.status);

    expect(met).toEqual([500, 500, undefined]);
    expect(board.all()).toEqual([]);
  });

  it('keeps targets apart, and of two faults of a target the newer', () => {
    const board = new FaultBoard();
    board.set({ target: 'mail', status: 500 });
    board.set({ target: 'mail', delayMs: 5 });

    expect(board.take('sms')).toBeUndefined();
    expect(board.take('mail')).toEqual({ target: 'mail', delayMs: 5 });
  });
});
