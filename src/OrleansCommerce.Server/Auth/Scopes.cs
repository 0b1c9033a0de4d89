using System.Collections.Immutable;
using System.Security.Claims;

namespace OrleansCommerce.Server.Auth;

/// <summary>What a token may allow. Each scope is the name of an authorization policy as well.</summary>
public static class Scopes
{
    public const string StockRead = "stock:read";
    public const string StockWrite = "stock:write";
    public const string ReservationsWrite = "reservations:write";
    public const string OrdersRead = "orders:read";
    public const string OrdersWrite = "orders:write";
    public const string FulfilmentsWrite = "fulfilments:write";
    public const string CustomersRead = "customers:read";
    public const string CustomersWrite = "customers:write";
    public const string RoutingWrite = "routing:write";
    public const string WebhooksWrite = "webhooks:write";
    public const string AuditRead = "audit:read";

    /// <summary>Implies every other one.</summary>
    public const string Admin = "admin";

    /// <summary>The claim that holds them, separated by spaces.</summary>
    public const string Claim = "scope";

    public static ImmutableArray<string> All { get; } =
    [
        StockRead, StockWrite, ReservationsWrite, OrdersRead, OrdersWrite, FulfilmentsWrite, CustomersRead, CustomersWrite, RoutingWrite,
        WebhooksWrite, AuditRead, Admin,
    ];

    public static bool Allows(this ClaimsPrincipal caller, string scope)
    {
        foreach (var claim in caller.FindAll(Claim))
        {
            foreach (var word in claim.Value.AsSpan().Split(' '))
            {
                var held = claim.Value.AsSpan()[word];
                if (held.SequenceEqual(scope) || held.SequenceEqual(Admin))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
