using System.Net;
using System.Text;
using OrleansCommerce.Server.Webhooks;

namespace OrleansCommerce.Server.Tests.Webhooks;

public sealed class SignatureTests
{
    /// <summary>The example of the Standard Webhooks specification's libraries.</summary>
    [Fact]
    public void Signature_OfTheKnownExample_IsTheKnownOne()
    {
        var secret = Signature.Read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")!;
        var at = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);
        var body = Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
        Assert.Equal(
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", Signature.Of([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, body));
    }

    [Theory]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_")]
    [InlineData("whsec_AAAA")]
    [InlineData("whsec_not base64 at all, not base64 at all")]
    public void Secret_OfAnotherForm_IsNone(string secret) => Assert.Null(Signature.Read(secret));

    [Fact]
    public void Secret_Made_IsOneAndNeverTheSame()
    {
        Assert.NotNull(Signature.Read(Signature.NewSecret()));
        Assert.NotEqual(Signature.NewSecret(), Signature.NewSecret());
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("::")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::1")]
    public void Address_NotOfThePublicInternet_MayBeCalledOnlyWhereAllowed(string address)
    {
        Assert.False(new TargetGuard(new WebhookSettings()).IsAllowed(IPAddress.Parse(address)));
        Assert.True(new TargetGuard(new WebhookSettings { AllowPrivate = true }).IsAllowed(IPAddress.Parse(address)));
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    public void Address_OfThePublicInternet_MayBeCalled(string address) =>
        Assert.True(new TargetGuard(new WebhookSettings()).IsAllowed(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("https://user:word@example.com/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    [InlineData("https://localhost/")]
    [InlineData("https://a.localhost/")]
    public void Target_NotToBeCalled_IsRefusedBeforeItIsRegistered(string url) =>
        Assert.NotNull(new TargetGuard(new WebhookSettings()).Refusal(new Uri(url)));

    /// <summary>The name looked right when it was registered; what it resolves to is checked in the moment of the connection.</summary>
    [Fact]
    public async Task Name_ThatResolvesToThisMachine_IsNotConnectedTo()
    {
        await using var receiver = await Receiver.Start();
        Assert.Equal("the address may not be called", (await Send(new WebhookSettings { AllowHttp = true })).Why);
        Assert.Empty(receiver.Received);
        Assert.Equal(AttemptOutcome.Delivered, (await Send(new WebhookSettings { AllowHttp = true, AllowPrivate = true })).Outcome);
        Assert.Single(receiver.Received);

        async Task<AttemptResult> Send(WebhookSettings settings)
        {
            using var sender = new WebhookSender(settings, WebhookSender.Handler(new TargetGuard(settings)), TimeProvider.System);
            var target = new UriBuilder(receiver.Address) { Host = "localhost" }.Uri;
            return await sender.Send(target, Receiver.Some, [new byte[32]], TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Answers_RedirectTooLargeTooSlow_AreVain()
    {
        await using var receiver = await Receiver.Start();
        var settings = new WebhookSettings { AllowHttp = true, AllowPrivate = true, AttemptLimit = TimeSpan.FromSeconds(1) };
        using var sender = new WebhookSender(settings, WebhookSender.Handler(new TargetGuard(settings)), TimeProvider.System);
        Assert.Equal((AttemptOutcome.Refused, 307), await Send("redirect"));
        Assert.Equal((AttemptOutcome.Refused, 200), await Send("large"));
        Assert.Equal((AttemptOutcome.Unreachable, 0), await Send("hang"));
        Assert.Equal((AttemptOutcome.Unreachable, 503), await Send("busy"));
        Assert.Equal((AttemptOutcome.Gone, 410), await Send("gone"));
        Assert.Equal((AttemptOutcome.Delivered, 200), await Send("hook"));
        Assert.DoesNotContain(receiver.Received, request => request.Path == "/elsewhere");

        async Task<(AttemptOutcome, int)> Send(string path)
        {
            var result = await sender.Send(new Uri(receiver.Address, path), Receiver.Some, [new byte[32]], TestContext.Current.CancellationToken);
            return (result.Outcome, result.Status);
        }
    }
}
