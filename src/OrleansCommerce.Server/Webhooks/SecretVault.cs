using System.Security.Cryptography;
using System.Text;
using OrleansCommerce.Journal;

namespace OrleansCommerce.Server.Webhooks;

/// <summary>
/// Seals the secrets of receivers before they go into the journal, which others may read: it is the audit log. The key is
/// <c>Webhooks:Key</c> (base64, 32 bytes) or, where that is not set, one that is made once and kept among the journal's settings.
/// </summary>
public sealed class SecretVault(IJournal journal, IConfiguration configuration)
{
    private const string Setting = "webhooks.key";
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private byte[]? _key;

    public async Task<string> Seal(string secret)
    {
        using var aes = new AesGcm(await Key(), TagBytes);
        var plain = Encoding.UTF8.GetBytes(secret);
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
        aes.Encrypt(
            sealedBytes.AsSpan(0, NonceBytes), plain, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes));
        return Convert.ToBase64String(sealedBytes);
    }

    /// <exception cref="CryptographicException">It was sealed with another key.</exception>
    public async Task<string> Open(string sealedSecret)
    {
        using var aes = new AesGcm(await Key(), TagBytes);
        var bytes = Convert.FromBase64String(sealedSecret);
        var plain = new byte[bytes.Length - NonceBytes - TagBytes];
        aes.Decrypt(bytes.AsSpan(0, NonceBytes), bytes.AsSpan(NonceBytes + TagBytes), bytes.AsSpan(NonceBytes, TagBytes), plain);
        return Encoding.UTF8.GetString(plain);
    }

    private async Task<byte[]> Key()
    {
        if (_key is not null)
        {
            return _key;
        }

        var text = configuration["Webhooks:Key"] ?? await journal.ReadSetting(Setting);
        if (text is null)
        {
            await journal.WriteSetting(Setting, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));

            // Read again: where several begin at once, the one that was written last is everybody's.
            text = await journal.ReadSetting(Setting);
        }

        var key = Convert.FromBase64String(text!);
        return _key = key.Length == KeyBytes ? key : throw new CryptographicException("Webhooks:Key is not 32 bytes in base64.");
    }
}
