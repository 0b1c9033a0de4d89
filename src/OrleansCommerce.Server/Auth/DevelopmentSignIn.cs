using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace OrleansCommerce.Server.Auth;

/// <summary>In development alone: whoever comes from this machine without a token may do everything.</summary>
public sealed class DevelopmentSignIn(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    public const string SchemeName = "Development";

    private static readonly AuthenticateResult Everything = AuthenticateResult.Success(new AuthenticationTicket(
        new ClaimsPrincipal(new ClaimsIdentity([new Claim(Scopes.Claim, string.Join(' ', Scopes.All))], SchemeName)), SchemeName));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(
        Context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && Request.Headers.Authorization.Count == 0
            ? Everything
            : AuthenticateResult.NoResult());
}
