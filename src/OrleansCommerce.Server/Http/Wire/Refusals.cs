using Microsoft.AspNetCore.Http.Metadata;
using OrleansCommerce.Server.Http.Problems;

namespace OrleansCommerce.Server.Http.Wire;

/// <summary>Says, for the description of the interface, with which problems an endpoint may answer.</summary>
public static class Refusals
{
    private static readonly ProblemKind[] Everywhere =
        [ProblemKinds.Malformed, ProblemKinds.Unauthenticated, ProblemKinds.Forbidden, ProblemKinds.RateLimited, ProblemKinds.Busy, ProblemKinds.Retry];

    /// <summary>Besides those that every endpoint may answer with.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder endpoint, params ProblemKind[] kinds)
    {
        foreach (var status in Everywhere.Concat(kinds).GroupBy(kind => kind.Status).OrderBy(group => group.Key))
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status.Key, typeof(Problem), [ProblemWriter.ContentType])
            {
                Description = string.Join(", ", status.Select(kind => kind.Code)),
            });
        }

        return endpoint;
    }
}
