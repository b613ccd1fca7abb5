using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Platform.Validation.Tests.Reading;

/// <summary>Orders with anything in them that JSON can carry.</summary>
public static class Orders
{
    public static Arbitrary<Order> Order() => Of(2).ToArbitrary();

    private static Gen<Order> Of(int depth) =>
        from id in ArbMap.Default.GeneratorFor<int>()
        from sku in Text()
        from note in Gen.OneOf(Text().Select(text => (string?)text), Gen.Constant<string?>(null))
        from urgency in ArbMap.Default.GeneratorFor<byte>()
        from currency in Text()
        from colour in Gen.OneOf(Text().Select(text => (string?)text), Gen.Constant<string?>(null))
        from weight in ArbMap.Default.GeneratorFor<double>().Select(number => double.IsFinite(number) ? (double?)number : null)
        from tags in Gen.OneOf(Text().ListOf().Select(list => (List<string>?)[.. list]), Gen.Constant<List<string>?>(null))
        from counts in ArbMap.Default.GeneratorFor<long[]>()
        from key in ArbMap.Default.GeneratorFor<Guid?>()
        from ticks in Gen.Choose(0, int.MaxValue)
        from lines in Line().ListOf()
        from sizes in Size().ListOf()
        from texts in Text().ListOf()
        from channel in Gen.Elements(Channel.Web, Channel.Phone, Channel.Shop)
        from tone in Gen.Elements(Tone.Plain, Tone.Loud)
        from seal in ArbMap.Default.GeneratorFor<byte[]>()
        from isSparse in ArbMap.Default.GeneratorFor<bool>()
        from next in depth == 0 ? Gen.Constant<Order?>(null) : Gen.OneOf(Of(depth - 1).Select(order => (Order?)order), Gen.Constant<Order?>(null))
        select new Order(id, sku, note)
        {
            Urgency = urgency,
            Currency = currency,
            Colour = colour,
            Weight = weight,
            Tags = tags,
            Counts = counts,
            Key = key,
            At = DateTimeOffset.UnixEpoch.AddSeconds(ticks),
            Lines = [.. lines],
            Next = next,
            Box = sizes is [var box, ..] ? box : default,
            Inner = isSparse ? null : sizes is [.., var inner] ? inner : default(Size),
            Boxes = isSparse ? null : [.. sizes],
            Stock = isSparse ? null : texts.Distinct().ToDictionary(static text => text, static text => text.Length),
            Named = isSparse ? null : texts.Distinct().Zip(lines).ToDictionary(static pair => pair.First, static pair => pair.Second),
            Marks = isSparse ? null : [.. texts],
            Channel = channel,
            Former = isSparse ? null : channel,
            Tone = tone,
            Day = isSparse ? null : DateOnly.FromDayNumber(ticks % 3_000_000),
            Wait = TimeSpan.FromTicks(ticks),
            Home = isSparse ? null : new Uri("https://e.example/" + channel),
            Seal = isSparse ? null : seal,
        };

    private static Gen<Size> Size() =>
        from width in ArbMap.Default.GeneratorFor<int>()
        from height in ArbMap.Default.GeneratorFor<int>()
        select new Size(width, height);

    private static Gen<Line> Line() =>
        from price in ArbMap.Default.GeneratorFor<decimal>()
        from isGift in ArbMap.Default.GeneratorFor<bool?>()
        from label in Text()
        select new Line { Price = price, IsGift = isGift, Label = label };

    /// <summary>Half a character is no text that can be written as UTF-8.</summary>
    private static Gen<string> Text() => ArbMap.Default.GeneratorFor<string>().Select(text => text is null ? "" : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
}
