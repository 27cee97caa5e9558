//! Seventy plugins: more than a machine word has bits.

use pluginkit::plugin_set;
use pluginkit::prelude::*;

#[extension_point]
trait Feed {
    fn name(&self) -> usize;
    async fn fetch(&self) -> usize;
    #[hook(pipeline)]
    fn count(&self, so_far: usize) -> usize;
}

macro_rules! newsroom {
    ($($name:ident $id:literal)*) => {
        mod plugins {
            use pluginkit::prelude::*;
            $(
                #[plugin(id = $id, version = "1.0.0", listed)]
                #[derive(Default)]
                pub struct $name;
                #[extension]
                impl super::Feed for $name {
                    fn name(&self) -> usize {
                        1
                    }
                    async fn fetch(&self) -> usize {
                        1
                    }
                    fn count(&self, so_far: usize) -> usize {
                        so_far + 1
                    }
                }
            )*
        }
        plugin_set! {
            #[allow(non_snake_case)]
            struct Newsroom { $($name: plugins::$name),* }
            points: [Feed];
        }
    };
}

newsroom! {
    Aa "aa" Ab "ab" Ac "ac" Ad "ad" Ae "ae" Af "af" Ag "ag"
    Ba "ba" Bb "bb" Bc "bc" Bd "bd" Be "be" Bf "bf" Bg "bg"
    Ca "ca" Cb "cb" Cc "cc" Cd "cd" Ce "ce" Cf "cf" Cg "cg"
    Da "da" Db "db" Dc "dc" Dd "dd" De "de" Df "df" Dg "dg"
    Ea "ea" Eb "eb" Ec "ec" Ed "ed" Ee "ee" Ef "ef" Eg "eg"
    Fa "fa" Fb "fb" Fc "fc" Fd "fd" Fe "fe" Ff "ff" Fg "fg"
    Ga "ga" Gb "gb" Gc "gc" Gd "gd" Ge "ge" Gf "gf" Gg "gg"
    Ha "ha" Hb "hb" Hc "hc" Hd "hd" He "he" Hf "hf" Hg "hg"
    Ia "ia" Ib "ib" Ic "ic" Id "id" Ie "ie" If "if" Ig "ig"
    Ja "ja" Jb "jb" Jc "jc" Jd "jd" Je "je" Jf "jf" Jg "jg"
}

fn main() {
    let set = Newsroom::default();
    let feed = set.caller::<dyn Feed>();
    assert_eq!(feed.name().unwrap().len(), 70);
    assert_eq!(pluginkit::block_on(feed.fetch()).unwrap().unwrap().len(), 70);
    assert_eq!(feed.count(0).unwrap(), 70);
}
