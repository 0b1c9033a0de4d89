using System.CommandLine;
using System.CommandLine.Parsing;
using OrleansCommerce.LoadTest.Http;

namespace OrleansCommerce.LoadTest.Commands;

/// <summary>The options of every command that talks to a server.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<string> _url = new("--url")
    {
        Description = "The server's address.",
        DefaultValueFactory = _ => "http://localhost:5080",
    };

    private readonly Option<bool> _allowRemote = new("--allow-remote")
    {
        Description = "Allow a target that is not this machine.",
    };

    private readonly Option<string?> _token = new("--token")
    {
        Description = "A bearer token. A Development server on this machine needs none.",
    };

    private readonly Option<int> _concurrency = new("--concurrency")
    {
        Description = "How much is asked at once, 1 to 1024.",
        DefaultValueFactory = _ => 32,
    };

    private readonly Option<double> _retryFor = new("--retry-for")
    {
        Description = "Seconds for which one request is sent again after a lost connection, a timeout, 429 or 503.",
        DefaultValueFactory = _ => 60,
    };

    private readonly Option<double> _readyWithin = new("--ready-within")
    {
        Description = "Seconds to wait for the server to be ready.",
        DefaultValueFactory = _ => 120,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _url, _allowRemote, _token, _concurrency, _retryFor, _readyWithin })
            command.Options.Add(option);
        // Validators of options, not of the command: those run before defaults are filled in.
        _url.Validators.Add(ValidateUrl);
        _concurrency.Validators.Add(result =>
        {
            if (result.GetValue(_concurrency) is < 1 or > 1024)
                result.AddError("--concurrency must be from 1 to 1024.");
        });
        ValidateSeconds(_retryFor);
        ValidateSeconds(_readyWithin);
    }

    public Target Read(ParseResult result) => new(
        Address(result.GetValue(_url)) ?? throw new InvalidOperationException("The address was validated before."),
        result.GetValue(_token),
        result.GetValue(_concurrency),
        TimeSpan.FromSeconds(result.GetValue(_retryFor)),
        TimeSpan.FromSeconds(result.GetValue(_readyWithin)));

    private void ValidateUrl(OptionResult result)
    {
        var url = Address(result.GetValue(_url));
        if (url is null)
            result.AddError("--url must be an absolute http or https address.");
        else if (!url.IsLoopback && !result.GetValue(_allowRemote))
            result.AddError($"{url.Host} is not this machine. Load on somebody else's server is an attack unless its owner agreed, "
                + "and what is written there stays in its books. If the server is yours, say --allow-remote.");
    }

    private static void ValidateSeconds(Option<double> option) => option.Validators.Add(result =>
    {
        if (result.GetValue(option) is not (>= 0 and <= 3600))
            result.AddError($"{option.Name} must be from 0 to 3600 seconds.");
    });

    private static Uri? Address(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
