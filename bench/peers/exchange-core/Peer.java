/*
 * Sends a stream of commands through exchange-core's fastest order book, once for every line it reads.
 *
 * A line names a file of rows (seven little-endian doubles each: command, order, participant, side, price,
 * size, immediate) and how many of them come before the clock starts. The answer is one line: nanoseconds
 * of this thread, lots traded, commands refused, orders left.
 */
import exchange.core2.collections.objpool.ObjectsPool;
import exchange.core2.core.common.CoreSymbolSpecification;
import exchange.core2.core.common.MatcherEventType;
import exchange.core2.core.common.MatcherTradeEvent;
import exchange.core2.core.common.OrderAction;
import exchange.core2.core.common.OrderType;
import exchange.core2.core.common.SymbolType;
import exchange.core2.core.common.cmd.CommandResultCode;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.cmd.OrderCommandType;
import exchange.core2.core.common.config.LoggingConfiguration;
import exchange.core2.core.orderbook.IOrderBook;
import exchange.core2.core.orderbook.OrderBookDirectImpl;
import exchange.core2.core.orderbook.OrderBookEventsHelper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

final class Peer {
  private static final int COLUMNS = 7;
  private static final int CANCEL = 1;
  private static final int MOVE = 2;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private String file = "";
  private long[] rows = {};

  public static void main(String[] words) throws IOException {
    Peer peer = new Peer();
    System.out.println(System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int space = line.indexOf(' ');
      peer.read(line.substring(space + 1));
      System.out.println(peer.run(Integer.parseInt(line.substring(0, space))));
    }
  }

  private void read(String wanted) throws IOException {
    if (file.equals(wanted)) return;
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Path.of(wanted)));
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    rows = new long[bytes.remaining() / Double.BYTES];
    for (int i = 0; i < rows.length; i++) rows[i] = (long) bytes.getDouble();
    file = wanted;
  }

  private String run(int start) {
    IOrderBook book = newBook();
    OrderCommand command = new OrderCommand();
    command.symbol = 1;
    apply(book, command, 0, start);
    long before = threads.getCurrentThreadCpuTime();
    long answer = apply(book, command, start, rows.length / COLUMNS);
    long nanos = threads.getCurrentThreadCpuTime() - before;
    int left = book.getOrdersNum(OrderAction.BID) + book.getOrdersNum(OrderAction.ASK);
    return nanos + " " + (answer >>> 24) + " " + (answer & 0xffffff) + " " + left;
  }

  /** Lots traded, times 2^24, and commands refused. */
  private long apply(IOrderBook book, OrderCommand command, int from, int end) {
    long lots = 0;
    long refused = 0;
    for (int i = from * COLUMNS; i < end * COLUMNS; i += COLUMNS) {
      fill(command, i);
      if (IOrderBook.processCommand(book, command) != CommandResultCode.SUCCESS) refused++;
      for (MatcherTradeEvent event = command.matcherEvent; event != null; event = event.nextEvent) {
        if (event.eventType == MatcherEventType.TRADE) lots += event.size;
      }
    }
    return (lots << 24) | refused;
  }

  /** As a slot of the exchange's ring is filled. */
  private void fill(OrderCommand command, int i) {
    long kind = rows[i];
    command.command =
        kind == CANCEL
            ? OrderCommandType.CANCEL_ORDER
            : kind == MOVE ? OrderCommandType.MOVE_ORDER : OrderCommandType.PLACE_ORDER;
    command.orderId = rows[i + 1];
    command.uid = rows[i + 2];
    command.action = rows[i + 3] > 0 ? OrderAction.BID : OrderAction.ASK;
    command.price = rows[i + 4];
    command.reserveBidPrice = rows[i + 4];
    command.size = rows[i + 5];
    command.orderType = rows[i + 6] != 0 ? OrderType.IOC : OrderType.GTC;
    command.matcherEvent = null;
    command.resultCode = CommandResultCode.VALID_FOR_MATCHING_ENGINE;
  }

  /** A futures contract: its bids may move to any price. Pools as large as an exchange's. */
  private static IOrderBook newBook() {
    CoreSymbolSpecification symbol =
        CoreSymbolSpecification.builder()
            .symbolId(1)
            .type(SymbolType.FUTURES_CONTRACT)
            .baseCurrency(1)
            .quoteCurrency(2)
            .baseScaleK(1)
            .quoteScaleK(1)
            .build();
    ObjectsPool pool =
        new ObjectsPool(
            Map.of(
                ObjectsPool.DIRECT_ORDER, 1 << 20,
                ObjectsPool.DIRECT_BUCKET, 1 << 16,
                ObjectsPool.ART_NODE_4, 1 << 15,
                ObjectsPool.ART_NODE_16, 1 << 14,
                ObjectsPool.ART_NODE_48, 1 << 13,
                ObjectsPool.ART_NODE_256, 1 << 12));
    return new OrderBookDirectImpl(
        symbol,
        pool,
        OrderBookEventsHelper.NON_POOLED_EVENTS_HELPER,
        LoggingConfiguration.DEFAULT);
  }
}
