using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace OrleansCommerce.Server.Auth;

/// <summary>Who is let in: bearer tokens of one issuer, and in development whoever is on this machine.</summary>
public static class AuthSetup
{
    /// <summary>As many bytes as HMAC-SHA-256 has.</summary>
    private const int SigningKeyBytesMin = 32;

    private static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    /// <exception cref="StartRefusedException">Outside development nobody is configured who issues tokens, or it is configured wrongly.</exception>
    public static void AddAuth(this WebApplicationBuilder builder)
    {
        var settings = builder.Configuration.GetSection("Auth");
        var isDevelopment = builder.Environment.IsDevelopment();
        var (authority, key) = (settings["Authority"], settings["SigningKey"]);
        var hasIssuer = !string.IsNullOrEmpty(authority) || !string.IsNullOrEmpty(key);
        if (!hasIssuer && !isDevelopment)
        {
            throw new StartRefusedException(
                $"The environment is {builder.Environment.EnvironmentName}: set Auth:Authority, or Auth:SigningKey (base64) and Auth:Issuer.");
        }

        var authentication = builder.Services.AddAuthentication(isDevelopment ? DevelopmentSignIn.SchemeName : JwtBearerDefaults.AuthenticationScheme);
        if (isDevelopment)
        {
            authentication.AddScheme<AuthenticationSchemeOptions, DevelopmentSignIn>(DevelopmentSignIn.SchemeName, options =>
                options.ForwardDefaultSelector = context =>
                    hasIssuer && context.Request.Headers.Authorization.Count > 0 ? JwtBearerDefaults.AuthenticationScheme : null);
        }

        if (hasIssuer)
        {
            var parameters = Parameters(settings);
            authentication.AddJwtBearer(options =>
            {
                options.MapInboundClaims = false;
                options.Authority = string.IsNullOrEmpty(key) ? authority : null;
                options.RequireHttpsMetadata = !isDevelopment;
                options.TokenValidationParameters = parameters;
            });
        }

        var authorization = builder.Services.AddAuthorizationBuilder();
        foreach (var scope in Scopes.All)
        {
            authorization.AddPolicy(scope, policy => policy.RequireAuthenticatedUser().RequireAssertion(context => context.User.Allows(scope)));
        }
    }

    private static TokenValidationParameters Parameters(IConfiguration settings)
    {
        var audience = settings["Audience"];
        var parameters = new TokenValidationParameters
        {
            ValidateAudience = !string.IsNullOrEmpty(audience),
            ValidAudience = audience,
            ClockSkew = ClockSkew,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
        };
        if (settings["Issuer"] is { Length: > 0 } issuer)
        {
            parameters.ValidIssuer = issuer;
        }

        if (settings["SigningKey"] is { Length: > 0 } key)
        {
            parameters.IssuerSigningKey = new SymmetricSecurityKey(ReadKey(key));
            parameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256, SecurityAlgorithms.HmacSha384, SecurityAlgorithms.HmacSha512];
            _ = parameters.ValidIssuer ?? throw new StartRefusedException("Auth:SigningKey is set without Auth:Issuer.");
        }

        return parameters;
    }

    private static byte[] ReadKey(string text)
    {
        var key = new byte[text.Length];
        return Convert.TryFromBase64String(text, key, out var length) && length >= SigningKeyBytesMin
            ? key[..length]
            : throw new StartRefusedException($"Auth:SigningKey is not base64 of at least {SigningKeyBytesMin} bytes.");
    }
}
