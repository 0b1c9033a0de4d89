using System.Collections.Immutable;

namespace OrleansCommerce.Server.Http.Problems;

/// <summary>Every code that a problem can carry, with its status and meaning.</summary>
public static class ProblemKinds
{
    public static readonly ProblemKind Malformed = new("malformed", 400, "The request is not understood.");
    public static readonly ProblemKind InvalidId = new(
        "invalid-id", 400, "An id is 1 to 64 letters, digits, '.', '_', '-' or ':', and begins with a letter or digit.");
    public static readonly ProblemKind InvalidQuantity = new("invalid-quantity", 400, "A quantity is missing or outside its limits.");
    public static readonly ProblemKind InvalidTtl = new("invalid-ttl", 400, "A hold lasts from 1 to 86,400 seconds.");
    public static readonly ProblemKind TooManyLines = new("too-many-lines", 400, "A reservation has at most 100 lines.");
    public static readonly ProblemKind NoLines = new("no-lines", 400, "A reservation has at least one line.");
    public static readonly ProblemKind InvalidPolicy = new("invalid-policy", 400, "The routing policy can't be followed.");
    public static readonly ProblemKind LineTooLong = new("line-too-long", 400, "A line of an import has at most 64 KB.");
    public static readonly ProblemKind InvalidHost = new("invalid-host", 400, "In development the server answers to the loopback address only.");

    public static readonly ProblemKind InvalidTarget = new("invalid-target", 400, "The address is not one that may be called.");

    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "A valid bearer token is needed.");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "The caller may not do this.");
    public static readonly ProblemKind ForeignOrigin = new("foreign-origin", 403, "In development pages of other origins are kept out.");

    public static readonly ProblemKind NotFound = new("not-found", 404, "There is nothing at this address.");
    public static readonly ProblemKind UnknownStockItem = new("unknown-stock-item", 404, "Nothing was ever said of this SKU at this location.");
    public static readonly ProblemKind UnknownReservation = new("unknown-reservation", 404, "There is no reservation with this id.");
    public static readonly ProblemKind UnknownLocation = new("unknown-location", 404, "There is no location with this id.");
    public static readonly ProblemKind UnknownSku = new("unknown-sku", 404, "There is no SKU with this id.");
    public static readonly ProblemKind UnknownOrder = new("unknown-order", 404, "There is no order with this id.");
    public static readonly ProblemKind UnknownFulfilment = new("unknown-fulfilment", 404, "There is no fulfilment with this id.");
    public static readonly ProblemKind UnknownPromise = new("unknown-promise", 404, "There is no promise with this id.");
    public static readonly ProblemKind UnknownTransfer = new("unknown-transfer", 404, "There is no transfer with this id.");
    public static readonly ProblemKind UnknownCountTask = new("unknown-count-task", 404, "There is no count task with this id, or it was completed long ago.");
    public static readonly ProblemKind UnknownInbound = new("unknown-inbound", 404, "No goods are announced under this id.");
    public static readonly ProblemKind UnknownWebhook = new("unknown-webhook", 404, "There is no webhook with this id.");
    public static readonly ProblemKind UnknownFeed = new("unknown-feed", 404, "There is no feed of this source.");
    public static readonly ProblemKind UnknownReconciliation = new("unknown-reconciliation", 404, "The feed has no reconciliation with this id.");
    public static readonly ProblemKind MethodNotAllowed = new("method-not-allowed", 405, "This address does not take this method.");
    public static readonly ProblemKind RequestTimeout = new("request-timeout", 408, "The request arrived too slowly.");

    public static readonly ProblemKind InsufficientStock = new("insufficient-stock", 409, "There is less than was asked for.");
    public static readonly ProblemKind ReservationNotHeld = new("reservation-not-held", 409, "The reservation has ended.");
    public static readonly ProblemKind ReservationNotConfirmed = new(
        "reservation-not-confirmed", 409, "Goods leave for confirmed reservations only.");
    public static readonly ProblemKind VersionMismatch = new("version-mismatch", 409, "It has changed since it was looked at.");
    public static readonly ProblemKind QuantityLimit = new("quantity-limit", 409, "A figure of the item would leave its limit.");
    public static readonly ProblemKind TooManyHolds = new("too-many-holds", 409, "The item has as many holds alive as it may have.");

    public static readonly ProblemKind InsufficientCapacity = new("insufficient-capacity", 409, "A pick slot is full, over, or none of the location's.");
    public static readonly ProblemKind ReservationTaken = new("reservation-taken", 409, "An order has taken the reservation, and ends it.");
    public static readonly ProblemKind PromiseExpired = new("promise-expired", 409, "The promise is too old; ask for a new one.");
    public static readonly ProblemKind TooManyUnits = new(
        "too-many-units", 409, "More units than were to be picked, or than have left and not come back.");
    public static readonly ProblemKind WrongState = new("wrong-state", 409, "The step is not the next one.");
    public static readonly ProblemKind MoreThanShipped = new("more-than-shipped", 409, "More would be received than was shipped.");
    public static readonly ProblemKind LimitReached = new("limit-reached", 409, "There are as many as there may be.");

    public static readonly ProblemKind FeedDisabled = new("feed-disabled", 409, "Nothing is taken from this source any more.");

    public static readonly ProblemKind BodyTooLarge = new("body-too-large", 413, "A body is at most 1 MB.");
    public static readonly ProblemKind BatchTooLarge = new(
        "batch-too-large", 413, "A batch has at most 10,000 lines, a reconciliation 20,000, and either 16 MB.");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported-media-type", 415, "This address does not take this content type.");
    public static readonly ProblemKind IdReused = new("id-reused", 422, "The id was used before with other content.");
    public static readonly ProblemKind RateLimited = new("rate-limited", 429, "The client sends more than it may.");
    public static readonly ProblemKind HeadersTooLarge = new("headers-too-large", 431, "The headers are too large.");

    public static readonly ProblemKind Internal = new("internal", 500, "The server failed; the failure is in its log.");
    public static readonly ProblemKind Busy = new("busy", 503, "Too much is under way; nothing was done.");
    public static readonly ProblemKind Retry = new("retry", 503, "The outcome is not known; send the same request with the same id again.");

    public static ImmutableArray<ProblemKind> All { get; } =
    [
        Malformed, InvalidTarget, InvalidId, InvalidQuantity, InvalidTtl, TooManyLines, NoLines, InvalidPolicy, LineTooLong, InvalidHost, Unauthenticated, Forbidden,
        ForeignOrigin, NotFound, UnknownStockItem, UnknownReservation, UnknownLocation, UnknownSku, UnknownOrder, UnknownFulfilment,
        UnknownPromise, UnknownTransfer,
        UnknownCountTask, UnknownInbound, UnknownWebhook, UnknownFeed, UnknownReconciliation, MethodNotAllowed, RequestTimeout,
        InsufficientStock, ReservationNotHeld, ReservationNotConfirmed, VersionMismatch, QuantityLimit, TooManyHolds, InsufficientCapacity,
        ReservationTaken, PromiseExpired, TooManyUnits, WrongState, MoreThanShipped, LimitReached, FeedDisabled, BodyTooLarge, BatchTooLarge,
        UnsupportedMediaType, IdReused, RateLimited, HeadersTooLarge, Internal, Busy, Retry,
    ];

    /// <summary>What a bare status stands for, where nothing more exact is known.</summary>
    public static ProblemKind Of(int status) => status switch
    {
        401 => Unauthenticated,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        408 => RequestTimeout,
        413 => BodyTooLarge,
        415 => UnsupportedMediaType,
        429 => RateLimited,
        431 => HeadersTooLarge,
        503 => Busy,
        >= 500 => Internal,
        _ => Malformed,
    };
}
