using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Steadfast.WebApp.SignIn;

/// <summary>Encrypts the keys of sessions for the database (AES-GCM), so that whoever can read it, or a backup of it, cannot make a session.</summary>
internal sealed class KeySeal(IOptions<SignInOptions> options)
{
    private const int MinSecret = 16;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private static readonly byte[] Purpose = [.. "steadfast session keys"u8];

    // What was sealed in another environment does not open, also where it has the same secret.
    private readonly byte[] _environment = Encoding.UTF8.GetBytes(options.Value.Environment);

    /// <summary>Encrypts a text.</summary>
    public byte[] Seal(string text)
    {
        byte[] plain = Encoding.UTF8.GetBytes(text);
        byte[] box = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using AesGcm cipher = Cipher();
        cipher.Encrypt(box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes + TagBytes), box.AsSpan(NonceBytes, TagBytes), _environment);
        return box;
    }

    /// <summary>Decrypts it again.</summary>
    /// <returns>False when it was sealed with another secret, in another environment, or was changed since.</returns>
    public bool TryOpen(ReadOnlySpan<byte> box, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (box.Length < NonceBytes + TagBytes)
        {
            return false;
        }

        byte[] plain = new byte[box.Length - NonceBytes - TagBytes];
        using AesGcm cipher = Cipher();
        try
        {
            cipher.Decrypt(box[..NonceBytes], box[(NonceBytes + TagBytes)..], box.Slice(NonceBytes, TagBytes), plain, _environment);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(plain);
        return true;
    }

    // Read each time, so that a changed secret is used by the next look.
    private AesGcm Cipher()
    {
        byte[] secret = Encoding.UTF8.GetBytes(File.ReadAllText(options.Value.KeysSecretFile).Trim());
        if (secret.Length < MinSecret)
        {
            throw new IOException($"It holds too little to be a secret: {MinSecret} characters are needed.");
        }

        return new(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyBytes, salt: null, Purpose), TagBytes);
    }
}
