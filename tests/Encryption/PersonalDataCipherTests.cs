using System.Security.Cryptography;
using System.Text;
using ServerlessRegistry.Encryption;

namespace ServerlessRegistry.Tests.Encryption;

public sealed class PersonalDataCipherTests
{
    private const string Id = "7K3M9QX2TB";
    private static readonly byte[] Text = Encoding.UTF8.GetBytes("Ana Ruiz, ana@example.com");
    private static readonly (string Id, string Key)[] TwoKeys = [("old", RegistryHost.NewKey()), ("k2026", RegistryHost.NewKey())];

    private readonly PersonalDataCipher _cipher = new(Keys.Ring("k2026", TwoKeys));

    [Fact]
    public void Open_WhatWasSealed_IsRestoredWhateverItsBytes()
    {
        foreach (var length in Enumerable.Range(0, 300).Append(64 * 1024))
        {
            var plain = RandomNumberGenerator.GetBytes(length);

            var sealedBytes = _cipher.Seal(plain, Id);

            Assert.Equal(plain, _cipher.Open(sealedBytes, Id));
            Assert.Equal("k2026", PersonalDataCipher.KeyIdOf(sealedBytes));
        }
    }

    [Fact]
    public void Seal_TheSameTextManyTimes_NeverRepeatsANonceOrShowsTheText()
    {
        var all = Enumerable.Range(0, 2_000).AsParallel().Select(_ => _cipher.Seal(Text, Id)).ToList();

        Assert.Equal(all.Count, all.Select(bytes => Convert.ToHexString(bytes.AsSpan(2 + "k2026".Length, 12))).Distinct().Count());
        Assert.All(all, bytes => Assert.Equal(-1, bytes.AsSpan().IndexOf("Ana"u8)));
        Assert.All(all, bytes => Assert.Equal(Text, _cipher.Open(bytes, Id)));
    }

    [Fact]
    public void Open_AnyBitFlipped_IsUnreadable()
    {
        var sealedBytes = _cipher.Seal(Text, Id);
        foreach (var bit in Enumerable.Range(0, sealedBytes.Length * 8))
        {
            var flipped = sealedBytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));

            AssertUnreadable(() => _cipher.Open(flipped, Id));
        }
    }

    [Fact]
    public void Open_CutOffAnywhereOrLonger_IsUnreadable()
    {
        var sealedBytes = _cipher.Seal(Text, Id);

        Assert.All(Enumerable.Range(0, sealedBytes.Length), length => AssertUnreadable(() => _cipher.Open(sealedBytes.AsSpan(0, length), Id)));
        AssertUnreadable(() => _cipher.Open([.. sealedBytes, 0], Id));
    }

    [Theory]
    [InlineData("")]
    [InlineData("7K3M9QX2TC")]
    [InlineData("7K3M9QX2TB ")]
    [InlineData("7k3m9qx2tb")]
    public void Open_BoundToSomethingElse_IsUnreadable(string other)
    {
        var sealedBytes = _cipher.Seal(Text, Id);

        AssertUnreadable(() => _cipher.Open(sealedBytes, other));
    }

    [Fact]
    public void Open_SealedWithAnOlderKey_IsRestored()
    {
        var sealedBytes = new PersonalDataCipher(Keys.Ring("old", TwoKeys)).Seal(Text, Id);

        Assert.Equal("old", PersonalDataCipher.KeyIdOf(sealedBytes));
        Assert.Equal(Text, _cipher.Open(sealedBytes, Id));
    }

    [Fact]
    public void Open_KeyThatIsNotInTheRing_IsUnreadableAndNamesTheKey()
    {
        var sealedBytes = _cipher.Seal(Text, Id);

        var exception = AssertUnreadable(() => new PersonalDataCipher(Keys.Ring("old", TwoKeys[0])).Open(sealedBytes, Id));

        Assert.Contains("k2026", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OtherKeyUnderTheSameId_IsUnreadable()
    {
        var sealedBytes = _cipher.Seal(Text, Id);

        AssertUnreadable(() => new PersonalDataCipher(Keys.Ring("k2026", ("k2026", RegistryHost.NewKey()))).Open(sealedBytes, Id));
    }

    [Fact]
    public void Open_HeaderOfAnotherKey_IsUnreadable()
    {
        // The same key under two names: only the name in the header differs, and it is authenticated too.
        var key = RegistryHost.NewKey();
        var sealedBytes = new PersonalDataCipher(Keys.Ring("a", ("a", key))).Seal(Text, Id);
        sealedBytes[2] = (byte)'b';

        Assert.Equal("b", PersonalDataCipher.KeyIdOf(sealedBytes));
        AssertUnreadable(() => new PersonalDataCipher(Keys.Ring("b", ("b", key))).Open(sealedBytes, Id));
    }

    [Fact]
    public void Open_WhatAnotherProgramSealedByTheStandard_IsRestored()
    {
        // Written from the description of the format alone.
        var nonce = RandomNumberGenerator.GetBytes(12);
        var tag = new byte[16];
        var ciphertext = new byte[Text.Length];
        byte[] header = [1, 5, .. "k2026"u8];
        using var aes = new AesGcm(Convert.FromBase64String(TwoKeys[1].Key), tag.Length);
        byte[] associatedData = [.. header, .. Encoding.UTF8.GetBytes(Id)];
        aes.Encrypt(nonce, Text, ciphertext, tag, associatedData);

        Assert.Equal(Text, _cipher.Open([.. header, .. nonce, .. tag, .. ciphertext], Id));
    }

    [Fact]
    public void Open_RandomBytes_AreUnreadable()
    {
        var random = new Random(4);
        foreach (var length in Enumerable.Range(0, 2_000))
        {
            var bytes = new byte[length % 200];
            random.NextBytes(bytes);

            AssertUnreadable(() => _cipher.Open(bytes, Id));
        }
    }

    [Fact]
    public void BlindIndex_SameTextAndKey_IsTheSameAndNothingElseIs()
    {
        var ring = Keys.Ring("k2026", TwoKeys);
        var index = new BlindIndex(ring);

        var email = index.Of("email", "ana@example.com");

        Assert.Matches("^[0-9a-f]{64}$", email);
        Assert.Equal(email, new BlindIndex(ring).Of("email", "ana@example.com"));
        string[] all = [email, index.Of("email", "bob@example.com"), index.Of("address", "ana@example.com"), index.Of("emaila", "na@example.com"), index.Of("", "emailana@example.com"),
            new BlindIndex(Keys.Ring("k2026", TwoKeys)).Of("email", "ana@example.com")];
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Fact]
    public void BlindIndex_RotatedKeys_StaysTheSame()
    {
        var indexKey = RegistryHost.NewKey();

        Assert.Equal(
            new BlindIndex(Keys.Ring("old", indexKey, TwoKeys)).Of("email", "ana@example.com"),
            new BlindIndex(Keys.Ring("k2026", indexKey, TwoKeys[1])).Of("email", "ana@example.com"));
    }

    private static UnreadableDataException AssertUnreadable(Func<byte[]> open)
    {
        var exception = Assert.Throws<UnreadableDataException>(open);
        Assert.DoesNotContain("Ana", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("example", exception.ToString(), StringComparison.Ordinal);
        return exception;
    }
}
