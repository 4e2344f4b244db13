using System.Text;
using ServerlessRegistry.Placards;

namespace ServerlessRegistry.Tests.Placards;

public sealed class PdfLanguageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("%PDF-1.4\nno table at all\n")]
    [InlineData("%PDF-1.4\ntrailer\n<</Size 2\n/Root 1 0 R>>\nstartxref\n9\n%%EOF\n")]
    public void Add_ToAFileWithoutACrossReferenceTable_IsRefused(string file) =>
        Assert.Throws<InvalidDataException>(() => PdfLanguage.Add(Encoding.Latin1.GetBytes(file), "en"));
}
