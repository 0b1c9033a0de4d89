using System.Text.Json.Serialization;
using OrleansCommerce.Server.Http.Feeds;
using OrleansCommerce.Server.Http.Import;
using OrleansCommerce.Server.Http.Operations;
using OrleansCommerce.Server.Http.Orders;
using OrleansCommerce.Server.Http.Problems;
using OrleansCommerce.Server.Http.Promises;
using OrleansCommerce.Server.Http.Registers;
using OrleansCommerce.Server.Http.Reservations;
using OrleansCommerce.Server.Http.Routing;
using OrleansCommerce.Server.Http.Stock;
using OrleansCommerce.Server.Http.Supply;
using OrleansCommerce.Server.Webhooks;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>
/// Every shape that goes over the wire, generated at compile time. Numbers are never read from strings, a property never comes twice,
/// and properties that are not known are passed over.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.Strict, AllowDuplicateProperties = false, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(ReservationBody))]
[JsonSerializable(typeof(ReservationView))]
[JsonSerializable(typeof(ExtensionBody))]
[JsonSerializable(typeof(MovementBody))]
[JsonSerializable(typeof(SafetyStockBody))]
[JsonSerializable(typeof(StockItemView))]
[JsonSerializable(typeof(StockPage))]
[JsonSerializable(typeof(AgedHoldPage))]
[JsonSerializable(typeof(ImportLine))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(FeedBody))]
[JsonSerializable(typeof(FeedView))]
[JsonSerializable(typeof(FeedPage))]
[JsonSerializable(typeof(FeedBatchReport))]
[JsonSerializable(typeof(ReconciliationLine))]
[JsonSerializable(typeof(ReconciliationView))]
[JsonSerializable(typeof(ReconciliationPage))]
[JsonSerializable(typeof(LocationBody))]
[JsonSerializable(typeof(LocationView))]
[JsonSerializable(typeof(LocationPage))]
[JsonSerializable(typeof(SkuBody))]
[JsonSerializable(typeof(SkuView))]
[JsonSerializable(typeof(TransferBody))]
[JsonSerializable(typeof(TransferReceiptBody))]
[JsonSerializable(typeof(TransferView))]
[JsonSerializable(typeof(TransferPage))]
[JsonSerializable(typeof(InboundBody))]
[JsonSerializable(typeof(InboundView))]
[JsonSerializable(typeof(InboundPage))]
[JsonSerializable(typeof(NotificationBody))]
[JsonSerializable(typeof(NotificationView))]
[JsonSerializable(typeof(NotificationPage))]
[JsonSerializable(typeof(CountTaskBody))]
[JsonSerializable(typeof(CountBody))]
[JsonSerializable(typeof(CountTaskView))]
[JsonSerializable(typeof(CountTaskPage))]
[JsonSerializable(typeof(WebhookBody))]
[JsonSerializable(typeof(WebhookView))]
[JsonSerializable(typeof(WebhookPage))]
[JsonSerializable(typeof(WebhookSecretBody))]
[JsonSerializable(typeof(WebhookReplayBody))]
[JsonSerializable(typeof(WebhookAttemptPage))]
[JsonSerializable(typeof(DeadLetterPage))]
[JsonSerializable(typeof(EventTypePage))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(BalanceView))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(PromiseBody))]
[JsonSerializable(typeof(PromiseView))]
[JsonSerializable(typeof(OrderBody))]
[JsonSerializable(typeof(OrderView))]
[JsonSerializable(typeof(FulfilmentPage))]
[JsonSerializable(typeof(ReasonBody))]
[JsonSerializable(typeof(PickBody))]
[JsonSerializable(typeof(ShipBody))]
[JsonSerializable(typeof(ReturnBody))]
[JsonSerializable(typeof(PolicyBody))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(ReplayBody))]
[JsonSerializable(typeof(ReplayView))]
[JsonSerializable(typeof(ConfidenceView))]
public sealed partial class HttpJson : JsonSerializerContext;
