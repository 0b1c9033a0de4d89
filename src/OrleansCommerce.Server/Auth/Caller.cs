using System.Collections.Immutable;
using System.Security.Claims;
using OrleansCommerce.Grains.Aggregates;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Auth;

/// <summary>Who sent a request, and which locations they may reach.</summary>
public sealed class Caller
{
    /// <summary>The claim that binds a store's staff to a location; there may be several.</summary>
    public const string LocationClaim = "location";

    private const string SubjectClaim = "sub";
    private const int ActorLengthMax = 128;

    private static readonly Caller Anonymous = new(new Origin("anonymous"), []);

    private readonly ImmutableArray<string> _locations;

    private Caller(Origin origin, ImmutableArray<string> locations) => (Origin, _locations) = (origin, locations);

    public Origin Origin { get; }

    /// <summary>The caller reaches some locations only.</summary>
    public bool IsBound => !_locations.IsEmpty;

    public static ValueTask<Caller> BindAsync(HttpContext context) => ValueTask.FromResult(Of(context.User));

    public static Caller Of(ClaimsPrincipal user)
    {
        ImmutableArray<string> locations = [.. user.FindAll(LocationClaim).Select(claim => claim.Value)];
        var subject = user.FindFirst(SubjectClaim)?.Value;
        return string.IsNullOrEmpty(subject) && locations.IsEmpty ? Anonymous : new(new Origin(ActorOf(subject)), locations);
    }

    /// <summary>The locations that the caller reaches; null: all.</summary>
    public ImmutableArray<string>? Reach => IsBound ? _locations : null;

    public bool MayReach(string locationId) => _locations.IsEmpty || _locations.Contains(locationId);

    public static Problem OutOfReach(string locationId) =>
        Problem.Of(ProblemKinds.Forbidden, $"The token is bound to other locations than {locationId}.");

    /// <summary>What is written into the audit log: a journal does not take every character.</summary>
    private static string ActorOf(string? subject) => string.IsNullOrEmpty(subject) ? Anonymous.Origin.Actor
        : string.Concat(subject.Take(ActorLengthMax).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '_' : c));
}
